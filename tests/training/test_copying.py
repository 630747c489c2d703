"""A new scenario made from one: goods, amounts, names and words change in a form; the result is checked like any pack."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pack_making import due, made, value_of

from eclear.training.copying import copy, fields_of, quoted
from eclear.training.packs import PackRefused, digest_of
from eclear.training.reading import read_files
from eclear.web.reports.hands import ReportingHands


def test_the_form_has_words_and_values_with_what_they_are_now() -> None:
    fields = {field.name: field for field in fields_of(made())}
    assert fields["texts.en.title"].value == "Watches at a low price"
    assert fields["texts.fr.brief"].value.startswith("[fr] {{shop}} declares") and fields["texts.fr.brief"].long
    assert fields["variants.a.price"].value == "6000.00" and not fields["variants.a.price"].sealed
    assert fields["values.a.duty_true"].value == "2581330" and fields["values.a.duty_true"].sealed
    assert len(fields) == 3 * 2 + 4 * 4 + 4 * 2


def test_a_copy_tells_the_new_story_and_the_old_one_stays() -> None:
    files = made()
    before = digest_of(files)
    changes = {
        "texts.en.title": 'Clocks at a "low" price \\ sale',
        "variants.a.contract": "9000.00",
        "variants.a.shop": "Sol & Dal Clocks",
        "values.a.duty_true": str(due("9000.00")),
        "values.a.value_true": str(value_of("9000.00")),
    }
    made_new = copy(files, "clocks", changes, ReportingHands())
    scenario = read_files(made_new, ReportingHands())
    assert scenario.id == "clocks" and scenario.title["en"] == 'Clocks at a "low" price \\ sale'
    assert scenario.variant("a").papers[1].rows[0][1] == "USD 9000.00"
    assert scenario.variant("b") == read_files(files).variant("b")
    assert scenario.digest != before == digest_of(files)


def test_what_was_not_changed_stays_as_its_author_wrote_it() -> None:
    files = made()
    files["scenario.toml"] = files["scenario.toml"].replace(b"level = 2", b"level = 2  # for those who know the desk")
    copied = copy(files, "clocks", {"variants.b.shop": "Sol Clocks", "variants.c.shop": "Haneul Watch Shop"})
    expected = (
        files["scenario.toml"].replace(b'id = "watches"', b'id = "clocks"', 1).replace(b"Byeolbit Watch Shop", b"Sol Clocks")
    )
    assert copied["scenario.toml"] == expected
    assert {name: body for name, body in copied.items() if name != "scenario.toml"} == {
        name: body for name, body in files.items() if name != "scenario.toml"
    }


def test_a_copy_that_is_not_sound_is_refused_with_its_faults() -> None:
    with pytest.raises(PackRefused, match=r"messages/main\.xml"):
        copy(made(), "clocks", {"variants.a.price": "cheap"})
    with pytest.raises(PackRefused, match="There is no value 'cost'"):
        copy(made(), "clocks", {"texts.en.brief": "It is {{cost}}."})
    with pytest.raises(PackRefused, match="The text is empty"):
        copy(made(), "clocks", {"texts.en.title": "  "})


@pytest.mark.parametrize("slug", ["", "Clocks", "../up", "a", "two words", "x" * 70])
def test_a_name_that_cannot_be_a_folder_is_refused(slug: str) -> None:
    with pytest.raises(PackRefused, match="Choose another one"):
        copy(made(), slug, {})


@pytest.mark.parametrize("name", ["variants.e.price", "scenario.id", "../x", "texts.en.hint_1"])
def test_only_the_fields_of_the_form_can_be_changed(name: str) -> None:
    with pytest.raises(PackRefused, match="There is no such field"):
        copy(made(), "clocks", {name: "x"})


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_taken_as_text_or_refused(text: str) -> None:
    typed = text.replace("\r\n", "\n").strip()
    try:
        copied = copy(made(), "clocks", {"texts.en.title": text})
    except PackRefused:
        return
    assert read_files(copied).title["en"] == typed


def test_a_text_of_several_lines_is_written_on_one() -> None:
    assert quoted('a\n"b"\t\\') == '"a\\n\\"b\\"\\t\\\\"'
