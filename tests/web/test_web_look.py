"""The look: every pair of colours can be read, dark is dark in both places, and no class is without its rule."""

from __future__ import annotations

import re

import pytest

from eclear.reference.country import COLOURS
from eclear.web.frame import HERE, STATIC

SHEET = (STATIC / "eclear.css").read_text("utf-8")
GROUNDS = ("paper", "surface", "sunken", "tint")
TEXT = [("text", g) for g in GROUNDS] + [("text-2", g) for g in (*GROUNDS, "wait-bg", "stop-bg")]
TEXT += [("brand", g) for g in ("paper", "surface", "tint")] + [("on-brand", "brand"), ("on-brand", "brand-2")]
TEXT += [("on-training", "training"), ("on-training", "training-2")]
TEXT += [("ok", g) for g in ("ok-bg", "surface", "paper")] + [("wait", g) for g in ("wait-bg", "surface")]
TEXT += (
    [("stop", g) for g in ("stop-bg", "surface", "paper")] + [("quiet", "quiet-bg")] + [(f"l{i}-on", f"l{i}") for i in range(4)]
)
PARTS = [("edge", "surface"), ("edge", "paper"), ("focus", "paper"), ("focus", "surface")]


def block(selector: str) -> dict[str, str]:
    """The colours that a rule sets."""
    rule = SHEET[SHEET.index(selector) :]
    return dict(re.findall(r"--ec-([\w-]+):\s*(#[0-9a-f]{3,6})\s*;", rule[: rule.index("\n}")]))


LIGHT = block(":root {")
THEMES = {
    "light": LIGHT,
    "dark": LIGHT | block('[data-theme="dark"] {'),
    "contrast": LIGHT | block('[data-theme="contrast"] {'),
    "projector": LIGHT | block('[data-view="projector"]:not([data-theme="dark"])'),
}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_of_colours_has_the_contrast_it_needs(theme: str) -> None:
    colours = THEMES[theme]
    weak = [(a, b, round(contrast(colours[a], colours[b]), 2)) for a, b in TEXT if contrast(colours[a], colours[b]) < 4.5]
    weak += [(a, b, round(contrast(colours[a], colours[b]), 2)) for a, b in PARTS if contrast(colours[a], colours[b]) < 3]
    for lane in ("l0", "l1", "l2", "l3"):
        best = max(contrast(colours[lane], colours["surface"]), contrast(colours["mark-edge"], colours["surface"]))
        weak += [] if best >= 3 else [(lane, "surface", round(best, 2))]
    assert weak == []


def test_the_measure_itself_is_right() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21.0)
    assert contrast(LIGHT["text"], LIGHT["paper"]) == pytest.approx(15.2, abs=0.05)


def test_a_device_that_prefers_dark_gets_the_very_same_dark() -> None:
    media = SHEET[SHEET.index(":root:not([data-theme]) {") :]
    preferred = re.findall(r"--ec-[\w-]+:[^;]+;", media[: media.index("}")])
    dark = SHEET[SHEET.index('[data-theme="dark"] {') :]
    assert preferred == re.findall(r"--ec-[\w-]+:[^;]+;", dark[: dark.index("}")]) and len(preferred) > 30


def test_every_class_of_ours_has_a_rule_and_every_rule_a_use() -> None:
    sources = [*(HERE / "templates").glob("*.html"), *STATIC.glob("*.js")]
    used = {name for source in sources for name in re.findall(r"ec-[a-z0-9_-]+", source.read_text("utf-8"))}
    used = {name for name in used if not name.endswith("-")} | {f"ec-lane--l{i}" for i in range(4)}
    used |= {f"ec-lane--in-{colour}" for colour in COLOURS}  # the country folder names the colour
    used |= {"ec-tag--ok", "ec-tag--wait", "ec-tag--stop", "ec-ko", "ec-qr"}  # put together by macro, languages.both, qr_code
    ruled = set(re.findall(r"\.(ec-[a-z0-9_-]+)", SHEET))
    assert ruled - used == set(), "rules that nothing uses"
    assert used - ruled == set(), "classes without a rule"


def test_the_sheet_asks_no_other_host_and_carries_no_foreign_letters() -> None:
    for sheet in (STATIC / "eclear.css", STATIC / "vendor" / "govuk-frontend.css", STATIC / "vendor" / "pretendard.css"):
        if not sheet.is_file():
            pytest.skip("the pages are not dressed yet: python eclear/web/frontend/build.py")
        text = sheet.read_text("utf-8")
        assert not re.search(r"url\(\s*['\"]?(https?:|//|/assets)|@import", text), sheet.name
    assert 'GDS Transport";src' not in (STATIC / "vendor" / "govuk-frontend.css").read_text("utf-8")
