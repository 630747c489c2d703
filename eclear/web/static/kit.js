/* After a refused form the focus goes to the summary, and its links to the fields: the kit's own script does it. */
import { ErrorSummary, createAll } from "./vendor/govuk-frontend.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
createAll(ErrorSummary);
