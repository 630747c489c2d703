"""A small complete pack, made from Python: watches at a low price, in four variants. Tests take it and break one thing."""

# ruff: noqa: E501 - an inline table of TOML is one line

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

SAMPLE = Path(__file__).resolve().parents[2] / "sample_declarations" / "04-documents-lane" / "declaration.xml"

RATE = Decimal("1405.66")
"""Won for a dollar on the day of the sample, as its own expected value shows."""


def value_of(price: str) -> int:
    """Return the customs value in won of a price in dollars: with freight and insurance of the sample."""
    return int(((Decimal(price) + 168) * RATE).quantize(Decimal(1), ROUND_DOWN))


def due(price: str) -> int:
    """Return duty of 8 % and VAT of 10 % on a price in dollars."""
    value = value_of(price)
    duty = value * 8 // 100
    return duty + (value + duty) // 10


VARIANTS: Mapping[str, Mapping[str, str]] = {
    "a": {"n": "1", "price": "6000.00", "contract": "9600.00", "shop": "Sigyetap Watch Shop"},
    "b": {"n": "2", "price": "6120.00", "contract": "6120.00", "shop": "Byeolbit Watch Shop"},
    "c": {"n": "3", "price": "6240.00", "contract": "9840.00", "shop": "Haneul Watch Shop"},
    "d": {"n": "4", "price": "6180.00", "contract": "6180.00", "shop": "Nabi Watch & Clock"},
}

SCENARIO = """\
id = "watches"
title = "title"
summary = "summary"
level = 2
minutes = 30
competencies = ["VAL"]
languages = ["en", "fr"]
country = "KR"
starts = 2026-10-12T09:00:00+09:00
chairs = ["officer"]
brief = "brief"
law = ["law_1"]
cues = ["talk_1"]

[declarations.main]
trader = "43550"
lrn = "WATCH-2026-{{n}}"
message = "messages/main.xml"

VALUES
[[given]]
kind = "manifest"
after = "-2 d"
lines = [{ cargo = "26MAGP0104I00780004", carrier = "MAGP", bill = "000-26100704", mode = "4", loaded_in = "SG", consignor = "Pearl Tern Trading", consignee = "{{shop}}", goods = "Wrist-watches", packages = 2, gross_mass_kg = "14.5" }]

[[given]]
kind = "manifest-reviewed"
about = "26MAGP0104I00780004"
after = "-2 d"

[[given]]
kind = "carried-in"
about = "26MAGP0104I00780004"
shed = "90210001"
after = "-1 d"

[[given]]
kind = "profile"
id = "WATCHES"
lane = "L2"
reason = "Watches by a detour: the papers are asked for."
hs = ["9102"]
after = "-1 d"

[[given]]
kind = "lodged"
about = "main"
after = "-30 min"

[[papers]]
id = "invoice"
title = "paper_invoice"
rows = [["label_price", "USD {{price}}"], ["label_buyer", "{{shop}}"]]

[[papers]]
id = "contract"
title = "paper_contract"
rows = [
  ["label_price", "USD {{contract}}"],
]
text = "contract_text"
from_start = false

[[places]]
id = "invoice-price"
label = "place_invoice"
paper = "invoice"

[[places]]
id = "contract-price"
label = "place_contract"
paper = "contract"

[[places]]
id = "peer-prices"
label = "place_peers"

[[injects]]
id = "papers"
trigger = "act"
when = { kind = "decided", verb = "request-documents", about = "main" }
after = "2 h"
chair = "trader"
title = "inject_papers"
text = "inject_papers_text"
papers = ["contract"]
acts = [
  { kind = "documents-supplied", about = "main", chair = "trader:43550", text = "The contract of the sale.", documents = ["Contract"] },
]

[[injects]]
id = "answer"
trigger = "act"
when = { kind = "doubt-raised", about = "main" }
after = "4 h"
chair = "trader"
acts = [{ kind = "doubt-answered", about = "main", chair = "trader:43550", doubt = 1, text = "The price is that of the invoice." }]

[[injects]]
id = "payment"
trigger = "state"
when = { kind = "tax-notified", about = "main" }
after = "1 h"
chair = "trader"
acts = [{ kind = "paid", about = "main", chair = "trader:43550" }]

[[injects]]
id = "gone"
trigger = "state"
when = { kind = "accepted", about = "main" }
after = "1 h"
requires = ["payment"]
chair = "warehouse"
acts = [{ kind = "carried-out", about = "26MAGP0104I00780004", chair = "warehouse:90210001" }]

[[hints]]
text = "hint_1"
cost = 2

[[steps]]
title = "step_guess"
done = { kind = "guessed" }
href = "/queue"

[[steps]]
title = "step_papers"
done = { kind = "decided", verb = "request-documents", own = true }
"""

TRUTH = """\
[variants]
a = "guilty"
b = "innocent"
c = "guilty"
d = "innocent"

VALUES
[guilty]
violations = ["violation_1"]
right_lane = "L2"
right_action = "right_guilty"
harm = "harm_guilty"
explanation = "explain_guilty"
money = { declarations = ["main"], true = "{{duty_true}}" }
cues = [
  { place = "contract-price", side = "against", points = 15, title = "cue_contract", seen = "papers" },
  { place = "invoice-price", side = "against", points = 10, title = "cue_invoice" },
]
expectations = [
  { id = "value", part = "decision", points = 35, title = "exp_value", critical = true, any_of = [
    { kind = "doubt-decided", outcome = "rejected", about = "main", own = true },
  ] },
  { id = "asked", part = "steps", points = 10, title = "exp_asked", any_of = [
    { kind = "decided", verb = "request-documents", about = "main", own = true },
  ] },
  { id = "grounds", part = "steps", points = 15, title = "exp_grounds", any_of = [
    { kind = "doubt-raised", about = "main", own = true, fields = { about = "value" } },
  ], after = { kind = "documents-supplied", about = "main" } },
]

[[guilty.solution]]
kind = "case-drawn"
chair = "officer"

[[guilty.solution]]
kind = "guessed"
chair = "officer"
about = "main"
chance = 40

[[guilty.solution]]
kind = "decided"
chair = "officer"
about = "main"
verb = "request-documents"
reason = "The price is low beside that of others. Send the contract."

[[guilty.solution]]
kind = "waited"
minutes = 180

[[guilty.solution]]
kind = "evidence-noted"
chair = "officer"
place = "contract-price"
side = "against"
why = "The contract names another price."

[[guilty.solution]]
kind = "evidence-noted"
chair = "officer"
place = "invoice-price"
side = "against"
why = "The invoice is lower than the contract."

[[guilty.solution]]
kind = "doubt-raised"
chair = "officer"
about = "main"
items = [1]
grounds = "The contract names USD {{contract}}, the invoice USD {{price}}."
fields = { about = "value" }

[[guilty.solution]]
kind = "waited"
minutes = 300

[[guilty.solution]]
kind = "doubt-decided"
chair = "officer"
about = "main"
doubt = 1
outcome = "rejected"
grounds = "The invoice is not the price that was agreed: the contract names another."
values = [{ item = 1, value = "{{value_true}}", method = "6", grounds = "The price of the contract, with freight and insurance.", passed = { 2 = "No identical watches were accepted.", 3 = "No similar watches were accepted.", 4 = "Nothing was sold yet.", 5 = "The maker gave no figures." } }]

[[guilty.solution]]
kind = "decided"
chair = "officer"
about = "main"
verb = "pass"
reason = "The value is set."

[[guilty.solution]]
kind = "waited"
minutes = 180

[innocent]
right_lane = "L2"
right_action = "right_innocent"
harm = "harm_innocent"
explanation = "explain_innocent"
money = { declarations = ["main"], true = "{{duty_true}}" }
cues = [
  { place = "contract-price", side = "for", points = 15, title = "cue_contract", seen = "papers" },
  { place = "invoice-price", side = "for", points = 10, title = "cue_invoice" },
]
expectations = [
  { id = "pass", part = "decision", points = 35, title = "exp_pass", any_of = [
    { kind = "decided", verb = "pass", about = "main", own = true },
  ] },
  { id = "asked", part = "steps", points = 10, title = "exp_asked", any_of = [
    { kind = "decided", verb = "request-documents", about = "main", own = true },
  ] },
  { id = "read", part = "steps", points = 15, title = "exp_read", any_of = [
    { kind = "decided", verb = "pass", about = "main", own = true },
  ], after = { kind = "documents-supplied", about = "main" } },
]

[[innocent.solution]]
kind = "case-drawn"
chair = "officer"

[[innocent.solution]]
kind = "guessed"
chair = "officer"
about = "main"
chance = 40

[[innocent.solution]]
kind = "decided"
chair = "officer"
about = "main"
verb = "request-documents"
reason = "The price is low beside that of others. Send the contract."

[[innocent.solution]]
kind = "waited"
minutes = 180

[[innocent.solution]]
kind = "evidence-noted"
chair = "officer"
place = "contract-price"
side = "for"
why = "The contract names the same price."

[[innocent.solution]]
kind = "evidence-noted"
chair = "officer"
place = "invoice-price"
side = "for"
why = "The invoice agrees with the contract."

[[innocent.solution]]
kind = "decided"
chair = "officer"
about = "main"
verb = "pass"
reason = "Contract and invoice agree."

[[innocent.solution]]
kind = "waited"
minutes = 180
"""

ENGLISH: Mapping[str, str] = {
    "title": "Watches at a low price",
    "summary": "Watches are declared far below what others pay.",
    "brief": "{{shop}} declares watches for USD {{price}}. Decide the case.",
    "law_1": "WTO Valuation Agreement, Article 1 and Decision 6.1",
    "talk_1": "A low price begins a question; it proves nothing.",
    "paper_invoice": "Invoice",
    "paper_contract": "Contract of sale",
    "label_price": "Price",
    "label_buyer": "Buyer",
    "contract_text": "Seller and buyer agree on USD {{contract}} for the whole lot.",
    "place_invoice": "Invoice: price",
    "place_contract": "Contract: price",
    "place_peers": "Prices of other importers",
    "inject_papers": "The importer sends papers",
    "inject_papers_text": "{{shop}} sends the contract that you asked for.",
    "hint_1": "An importer can be asked for the contract.",
    "step_guess": "Say how likely it is that something is wrong.",
    "step_papers": "Ask for documents.",
    "violation_1": "The invoice was made out below the price agreed.",
    "right_guilty": "Doubt the value in writing, hear the importer, set the value of the contract.",
    "right_innocent": "Ask for the contract, read it, and pass the review.",
    "harm_guilty": "Duty and VAT on USD {{contract}} less USD {{price}} are lost.",
    "harm_innocent": "An honest shop waits for its goods.",
    "explain_guilty": "The contract shows what was really paid; KRW {{duty_true}} were due.",
    "explain_innocent": "It was a sale of old stock: contract and invoice agree.",
    "cue_contract": "What the contract says of the price.",
    "cue_invoice": "What the invoice says of the price.",
    "exp_value": "The declared value is not accepted.",
    "exp_pass": "The review is passed.",
    "exp_asked": "Documents were asked for.",
    "exp_grounds": "The doubt was raised with its grounds, after the papers came.",
    "exp_read": "The papers were there before the review was passed.",
}


def made() -> dict[str, bytes]:
    """Return the files of the pack."""
    seen = "".join(f"[variants.{name}]\n" + _lines(values) + "\n" for name, values in VARIANTS.items())
    key = ""
    for name, values in VARIANTS.items():
        hidden = {"duty_true": str(due(values["contract"])), "value_true": str(value_of(values["contract"]))}
        key += f"[values.{name}]\n" + _lines(hidden) + "\n"
    return {
        "messages/main.xml": message(),
        "scenario.toml": SCENARIO.replace("VALUES\n", seen).encode(),
        "texts/en.toml": _lines(ENGLISH).encode(),
        "texts/fr.toml": _lines({key: f"[fr] {text}" for key, text in ENGLISH.items()}).encode(),
        "truth.toml": TRUTH.replace("VALUES\n", key).encode(),
    }


def message() -> bytes:
    """Return the declaration of sample 04 with the values of a variant in it."""
    text = SAMPLE.read_text("utf-8")
    for old, new in (
        ("S04-WATCHES-1", "WATCH-2026-{{n}}"),
        ("9600.00", "{{price}}"),
        ("Sigyetap Watch Shop", "{{shop}}"),
        ("PT-26-1007", "PT-26-100{{n}}"),
        ("SW-2026-009", "SW-2026-00{{n}}"),
    ):
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def changed(name: str, old: str, new: str) -> dict[str, bytes]:
    """Return the files with one piece of one of them replaced; it must be there."""
    files = made()
    assert old.encode() in files[name], old
    return files | {name: files[name].replace(old.encode(), new.encode(), 1)}


def laid_out(folder: Path, files: Mapping[str, bytes] | None = None) -> Path:
    """Write the files into a folder and return it."""
    for name, body in (made() if files is None else files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return folder


def zip_of(files: Mapping[str, bytes], top: str = "watches/") -> bytes:
    """Return a zip of the files in a folder of this name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(f"{top}{name}", body)
    return buffer.getvalue()


def _lines(values: Mapping[str, str]) -> str:
    return "".join(f'{key} = "{value}"\n' for key, value in values.items())
