"""Each kind of mistake in a pack is named with its file, its line, and what to do. Start from a sound pack, break one thing."""

# ruff: noqa: E501 - a mistake is one line of a table, and an inline table of TOML is one line too

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pack_making import changed, laid_out, made

from eclear.casefile.scenario import Part, Side, Trigger
from eclear.training.pack_schema import TABLES, Kind, reference
from eclear.training.packs import Fault, PackRefused, read_pack
from eclear.training.reading import read_files
from eclear.web.reports.hands import ReportingHands

HEAD, KEY, EN, FR, XML = "scenario.toml", "truth.toml", "texts/en.toml", "texts/fr.toml", "messages/main.xml"


def faults_of(files: Mapping[str, bytes]) -> tuple[Fault, ...]:
    """The faults of a pack."""
    with pytest.raises(PackRefused) as refused:
        read_files(files, ReportingHands())
    return refused.value.faults


def test_a_sound_pack_tells_its_scenario(tmp_path: Path) -> None:
    scenario = read_pack(laid_out(tmp_path / "watches"), ReportingHands())
    assert [variant.truth.guilty for variant in scenario.variants] == [True, False, True, False]
    a, b = scenario.variants[:2]
    assert a.brief["en"] == "Sigyetap Watch Shop declares watches for USD 6000.00. Decide the case."
    assert a.papers[1].rows[0] == ({"en": "Price", "fr": "[fr] Price"}, "USD 9600.00")
    assert a.declarations == {"main": ("43550", "WATCH-2026-1")}
    assert a.given[0].fields["lines"][0]["consignee"] == "Sigyetap Watch Shop"
    assert a.given[-1].message is not None and b">6000.00<" in a.given[-1].message
    assert [part.points for part in a.truth.expectations if part.part is Part.STEPS] == [10, 15]
    assert (a.truth.cues[0].side, b.truth.cues[0].side) == (Side.AGAINST, Side.FOR)
    assert a.truth.expectations[2].any_of[0].fields == {"about": "value"}
    assert a.injects[0].trigger is Trigger.ACT and a.injects[0].after.total_seconds() == 7200
    assert a.injects[0].acts[0].chair == "trader:43550"
    assert a.truth.money.true == 2581330


def test_values_in_a_message_are_escaped() -> None:
    d = read_files(made()).variant("d")
    assert d.given[-1].message is not None and b"Nabi Watch &amp; Clock" in d.given[-1].message
    assert d.brief["en"].startswith("Nabi Watch & Clock")


MISTAKES = [
    # file, what stands there, what is put in its place, where its line is seen, what is said
    (HEAD, "level = 2", "lvel = 2", "lvel", "There is no key lvel here. Did you mean level?"),
    (HEAD, "level = 2\n", "", 'id = "watches"', "The key level is missing"),
    (HEAD, "level = 2", 'level = "2"', "level =", "What belongs here: whole number"),
    (HEAD, "level = 2", "level = 4", "level =", "from 1 to 3"),
    (HEAD, "level = 2", "level = ", "level =", "This is not TOML"),
    (HEAD, 'title = "title"', 'title = "titel"', "titel", "There is no text 'titel'. Did you mean title?"),
    (HEAD, 'title = "title"', 'title = "Watches at a low price"', "Watches at", "Write the text into texts/en.toml"),
    (HEAD, '["VAL"]', '["VALUE"]', "VALUE", "There is no competency 'VALUE'. Did you mean VAL?"),
    (HEAD, '["en", "fr"]', '["fr"]', "languages", "English is missing"),
    (HEAD, '["en", "fr"]', '["en", "fr", "French"]', "languages", "no language by two small letters"),
    (HEAD, '"KR"', '"QQ"', "country", "eclear has no folder for 'QQ'"),
    (HEAD, "T09:00:00+09:00", "T09:00:00", "starts", "2026-10-12T09:00:00+09:00, without quotes"),
    (HEAD, '["officer"]', '["judge"]', "chairs", "'judge' is no post"),
    (HEAD, '["officer"]', '["officer", "officer"]', "chairs", "Name each once"),
    (HEAD, '["officer"]', '["trader:"]', "chairs", "'trader:' is no post"),
    (HEAD, '"messages/main.xml"', '"messages/mian.xml"', "mian", "Did you mean messages/main.xml?"),
    (HEAD, "WATCH-2026-{{n}}", "CLOCK-2026-{{n}}", "CLOCK", "Make them agree"),
    (HEAD, 'trader = "43550"', 'trader = "41207"', "41207", "has '43550' as trader"),
    (HEAD, 'n = "1"', "n = 1", "n = 1", "What belongs here: string"),
    (HEAD, 'n = "1"\n', "", "[variants.a]", "The variant a has no value n"),
    (HEAD, "[variants.d]", "[variants.e]", "[variants.e]", "A variant is called a, b, c or d, not e"),
    (HEAD, 'shop = "Sigyetap Watch Shop"', 'shop = "{{n}}"', 'shop = "{{n}}"', "without braces"),
    (HEAD, 'after = "-2 d"', 'after = "-2 days"', "-2 days", 'What belongs here: span, such as "90 min"'),
    (HEAD, 'after = "-30 min"', 'after = "30 min"', '"30 min"', "Write a span with a minus"),
    (HEAD, 'kind = "carried-in"', 'kind = "caried-in"', "[[given]]#3", "'caried-in' is no kind of event"),
    (HEAD, "packages = 2", 'packages = "two"', "[[given]]#1", "cannot be done so. lines"),
    (HEAD, 'kind = "lodged"\nabout = "main"', 'kind = "lodged"\nabout = "mian"', "mian", "Did you mean main?"),
    (HEAD, 'kind = "lodged"\nabout = "main"', 'kind = "finished"', "[declarations.main]", "Nobody lodges the declaration main"),
    (HEAD, '"USD {{price}}"', '"USD {{prize}}"', "prize", "There is no value 'prize'. Did you mean price?"),
    (HEAD, '"USD {{price}}"', '"USD {{duty_true}}"', "duty_true", "Only truth.toml may use it"),
    (HEAD, '"USD {{price}}"', '"USD {{price}"', '{{price}"', "A value is not closed"),
    (HEAD, '["label_price", "USD {{contract}}"],', '["label_price"],', '["label_price"],', "A row is a pair"),
    (HEAD, "from_start = false", "from_start = true", "papers = [", "The paper contract is there from the start"),
    (HEAD, 'papers = ["contract"]\n', "", "from_start", "No inject brings the paper contract"),
    (HEAD, 'papers = ["contract"]', 'papers = ["contrat"]', "contrat", "Did you mean contract?"),
    (HEAD, 'id = "contract"', 'id = "invoice"', 'id = "invoice"#2', "There are two of the id 'invoice'"),
    (HEAD, 'id = "contract-price"', 'id = "Contract price"', "Contract price", "What belongs here: id"),
    (HEAD, 'label = "place_invoice"\npaper = "invoice"', 'label = "place_invoice"\npaper = "bill"', '"bill"', "There is no paper 'bill'"),
    (HEAD, 'trigger = "act"', 'trigger = "acts"', '"acts"', "is not allowed here. Did you mean act?"),
    (HEAD, 'trigger = "act"\nwhen = { kind = "decided", verb = "request-documents", about = "main" }', 'trigger = "act"', "[[injects]]", "An inject by act needs when"),
    (HEAD, 'trigger = "act"', 'trigger = "resolution"', "[[injects]]", "An inject by resolution needs resolves"),
    (HEAD, 'trigger = "act"', 'trigger = "time"', "when =", "An inject by time has no when"),
    (HEAD, 'after = "2 h"', 'after = "-2 h"', '"-2 h"', "cannot come before its trigger"),
    (HEAD, 'requires = ["payment"]', 'requires = ["paiment"]', "paiment", "Did you mean payment?"),
    (HEAD, 'requires = ["payment"]', 'requires = ["gone"]', 'requires = ["gone"]', "The inject gone waits for itself"),
    (HEAD, 'verb = "request-documents", about = "main" }\nafter', 'werb = "x", about = "main" }\nafter', "werb", "An event decided has no field 'werb'. Did you mean verb?"),
    (HEAD, 'when = { kind = "tax-notified"', 'when = { kind = "tax-notifed"', "tax-notifed", "Did you mean tax-notified?"),
    (HEAD, 'when = { kind = "accepted", about = "main"', 'when = { kind = "accepted", about = "man"', '"man"', "There is no declaration 'man'"),
    (HEAD, 'chair = "warehouse"\n', 'chair = "trader"\n', "warehouse:90210001", "Make an inject of its own"),
    (HEAD, 'chair = "warehouse:90210001"', 'chair = "shed:90210001"', "shed:", "'shed:90210001' is no post"),
    (HEAD, 'title = "inject_papers"\n', "", 'text = "inject_papers_text"', "A message needs a title"),
    (HEAD, "cost = 2", "cost = 99", "cost = 99", "from 0 to 10"),
    (HEAD, 'href = "/queue"', 'href = "https://x"', "https", "leads to a page of eclear"),
    (HEAD, 'done = { kind = "guessed" }\n', "", "[[steps]]", "The key done is missing"),
    (HEAD, 'title = "step_guess"', 'title = "brief"', "brief = #en", "this is the same in all"),
    (KEY, 'a = "guilty"', 'a = "innocent"', "[variants]", "Two of the four variants must be guilty"),
    (KEY, 'a = "guilty"', 'a = "gilty"', "gilty", "A variant is guilty or innocent"),
    (KEY, "duty_true", "price", "[values.a]", "The value price is in scenario.toml too"),
    (KEY, 'violations = ["violation_1"]\n', "", "[guilty]", "The guilty have done something"),
    (KEY, 'right_lane = "L2"', 'right_lane = "L5"', "L5", "is not allowed here"),
    (KEY, 'declarations = ["main"]', 'declarations = ["other"]', "money", "There is no declaration 'other'"),
    (KEY, 'true = "{{duty_true}}"', 'true = "a lot"', "a lot", "decimal number in quotes"),
    (KEY, 'true = "{{duty_true}}"', 'true = "{{contract}} KRW"', "KRW", "is no plain decimal number"),
    (KEY, "points = 15, title", "points = 14, title", "cues = [", "The points of evidence add up to 24; they must be 25"),
    (KEY, 'points = 35, title = "exp_value"', 'points = 34, title = "exp_value"', "expectations = [", "decision add up to 34; they must be 35"),
    (KEY, 'points = 10, title = "exp_asked"', 'points = 11, title = "exp_asked"', "expectations = [", "steps add up to 26; they must be 25"),
    (KEY, 'place = "contract-price", side = "against", points', 'place = "contrat-price", side = "against", points', "contrat", "Did you mean contract-price?"),
    (KEY, 'place = "invoice-price", side = "against", points', 'place = "contract-price", side = "against", points', "points = 10, title = \"cue_invoice\"", "has two cues"),
    (KEY, ', seen = "papers"', "", "cue_contract", "The paper contract comes with an inject. Say with which: seen"),
    (KEY, 'seen = "papers"', 'seen = "paper"', '"paper"', "Did you mean papers?"),
    (KEY, 'id = "asked", part', 'id = "value", part', "exp_asked", "There are two of the id 'value'"),
    (KEY, 'kind = "doubt-decided", outcome', 'kind = "doubt-desided", outcome', "doubt-desided", "Did you mean doubt-decided?"),
    (KEY, "chance = 40", "chance = 140", "chance = 140", "Write 0 to 100"),
    (KEY, "chance = 40\n", "", "[[guilty.solution]]#2", "An act guessed needs chance"),
    (KEY, "minutes = 180", 'minutes = "180"', 'minutes = "180"', "minutes must be a whole number"),
    (KEY, 'place = "contract-price"\nside', 'place = "contracts"\nside', '"contracts"', "Did you mean contract-price?"),
    (KEY, 'side = "against"\nwhy', 'side = "both"\nwhy', '"both"', "The side is for or against"),
    (KEY, 'kind = "case-drawn"\nchair = "officer"', 'kind = "case-drawn"', "[[guilty.solution]]", "Who does case-drawn?"),
    (KEY, 'kind = "case-drawn"\nchair = "officer"', 'kind = "case-drawn"\nchair = "trader:43550"', "trader:43550", "The trainee has no chair trader"),
    (KEY, 'grounds = "The contract names USD', 'ground = "The contract names USD', "[[guilty.solution]]#7", "The act doubt-raised cannot be done so"),
    (EN, 'label_price = "Price"\n', "", None, "The text label_price is missing"),
    (FR, 'hint_1 = "[fr] An importer can be asked for the contract."\n', "", None, "Translate it from texts/en.toml"),
    (EN, 'hint_1 = "An', 'never = "x"\nhint_1 = "An', "never", "Nothing uses the text never"),
    (EN, "for USD {{price}}", "for USD {{cost}}", "cost", "There is no value 'cost'"),
    (EN, "{{shop}} sends", "{{value_true}} sends", "value_true", "Only truth.toml may use it"),
    (EN, 'label_price = "Price"', 'label_price = ""', "label_price", "The text is empty"),
    (EN, 'label_price = "Price"', "label_price = 1", "label_price", "A text stands in quotes"),
    (EN, 'label_price = "Price"', 'label_price = "' + "x" * 4_001 + '"', "label_price", "at most 4,000 are allowed"),
    (EN, 'label_price = "Price"', 'label_price = "\\u202eecirP"', "label_price", "U+202E"),
    (XML, "<FunctionCode>9</FunctionCode>", "<FunctionCode>9</Function>", "9</Function>", "is not XML"),
    (XML, "<GoodsItemQuantity>1<", "<GoodsItemQuantity>one<", "one<", "one"),
    (XML, "{{price}}", "{{preis}}", "preis", "There is no value 'preis'"),
    (XML, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>", None, "DOCTYPE"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "marker", "said"), MISTAKES)
def test_the_mistake_is_named_with_its_place_and_remedy(file: str, old: str, new: str, marker: str | None, said: str) -> None:
    files = changed(file, old, new)
    found = [fault for fault in faults_of(files) if said in fault.message]
    assert found, [str(fault) for fault in faults_of(files)]
    fault = found[0]
    assert fault.message.endswith((".", "?")) and len(re.findall(r"[.?]", fault.message)) >= 1
    if marker is None:
        assert fault.file == file
    else:
        where = EN if marker.endswith("#en") else file
        assert (fault.file, fault.line) == (where, line_of(files[where], marker.removesuffix("#en").strip()))


def line_of(body: bytes, marker: str) -> int:
    """The line on which a piece of a file stands; ``#2`` asks for its second occurrence."""
    piece, _, which = marker.partition("#")
    at = -1
    for _time in range(int(which or 1)):
        at = body.index(piece.encode(), at + 1)
    return body.count(b"\n", 0, at) + 1


def test_all_mistakes_are_named_at_once() -> None:
    files = changed(HEAD, "level = 2", "lvel = 2")
    files[KEY] = files[KEY].replace(b"chance = 40", b"chance = 400").replace(b'"L2"', b'"L9"')
    files[EN] = files[EN].replace(b'label_price = "Price"\n', b"")
    found = faults_of(files)
    assert {fault.file for fault in found} == {HEAD, KEY, EN}
    assert len(found) == 7  # level twice (unknown, missing), chance twice, lane twice, one text though it is used twice
    assert list(found) == sorted(found, key=lambda fault: (fault.file, fault.line))


def test_a_mistake_in_all_variants_is_named_once() -> None:
    said = "There is no value 'cost'"
    assert sum(said in fault.message for fault in faults_of(changed(EN, "for USD {{price}}", "for USD {{cost}}"))) == 1


def test_a_mistake_that_only_one_variant_makes_is_found() -> None:
    files = changed(HEAD, 'price = "6240.00"', 'price = "cheap"')
    found = [fault for fault in faults_of(files) if fault.file == XML]
    assert found and found[0].place == "variant c" and found[0].line == line_of(files[XML], "{{price}}")


def test_a_file_that_nothing_uses_is_named() -> None:
    files = made() | {"messages/other.xml": b"<x/>", "texts/ko.toml": b'title = "x"'}
    found = {fault.file: fault.message for fault in faults_of(files)}
    assert "Nothing uses this message" in found["messages/other.xml"]
    assert "do not name ko" in found["texts/ko.toml"]


def test_texts_of_a_language_that_is_promised_must_be_there() -> None:
    files = made()
    del files[FR]
    assert [(fault.file, fault.line) for fault in faults_of(files)] == [(FR, 0)]


def test_a_draft_needs_a_trader_among_the_chairs() -> None:
    found = faults_of(changed(HEAD, 'message = "messages/main.xml"\n', 'message = "messages/main.xml"\ndraft = true\n'))
    assert any("Nobody plays the trader" in fault.message for fault in found)


@pytest.mark.parametrize(
    ("told", "path"),
    [
        ({"a": "JP", "b": "XA", "c": "JP", "d": "XA"}, "Origin/CountryCode is 'JP'"),
        ({"a": "JP", "b": "XA", "c": "JP", "d": "XB"}, "Origin/CountryCode is 'JP'"),
        ({"a": "XA", "b": "JP", "c": "XB", "d": "JP"}, "Origin/CountryCode is 'JP'"),
    ],
)
def test_a_declaration_that_alone_tells_the_guilty_is_refused(told: Mapping[str, str], path: str) -> None:
    found = [str(fault) for fault in faults_of(with_origins(told))]
    assert any("The declaration alone tells the truth" in said and path in said for said in found), found


@pytest.mark.parametrize("told", [{"a": "JP", "b": "JP", "c": "XA", "d": "XA"}, {"a": "JP", "b": "XA", "c": "XB", "d": "XC"}])
def test_what_both_sides_declare_or_all_declare_otherwise_tells_nothing(told: Mapping[str, str]) -> None:
    assert read_files(with_origins(told), ReportingHands()).id == "watches"


def with_origins(told: Mapping[str, str]) -> dict[str, bytes]:
    """The pack with another country of origin in each variant."""
    files = changed(XML, "<CountryCode>JP</CountryCode>", "<CountryCode>{{origin}}</CountryCode>")
    for variant, origin in told.items():
        head = f"[variants.{variant}]\n".encode()
        files[HEAD] = files[HEAD].replace(head, head + f'origin = "{origin}"\n'.encode())
    return files


def test_a_document_that_only_the_innocent_have_tells_too() -> None:
    files = changed(XML, "<TypeCode>271</TypeCode>", "<TypeCode>{{kind}}</TypeCode>")
    for variant, kind in {"a": "271", "b": "325", "c": "271", "d": "325"}.items():
        head = f"[variants.{variant}]\n".encode()
        files[HEAD] = files[HEAD].replace(head, head + f'kind = "{kind}"\n'.encode())
    assert any("AdditionalDocument/TypeCode" in fault.message for fault in faults_of(files))


def test_a_text_may_be_chosen_by_a_value() -> None:
    files = changed(HEAD, 'text = "contract_text"', 'text = "contract_{{n}}"')
    for file in (EN, FR):
        files[file] = files[file].replace(b"contract_text", b"contract_1") + b"".join(
            f'contract_{n} = "Text {n}"\n'.encode() for n in (2, 3, 4)
        )
    assert read_files(files).variant("c").papers[1].text["en"] == "Text 3"
    files[EN] = files[EN].replace(b"contract_4", b"contract_5")
    assert any("contract_4" in fault.message for fault in faults_of(files))


def test_a_number_of_a_declaration_must_be_of_one_that_is_there() -> None:
    found = faults_of(changed(HEAD, "The contract of the sale.", "On {number:mian}: the contract."))
    assert any("names no declaration. Did you mean main?" in fault.message for fault in found)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_reference_tells_every_key(table: Any) -> None:
    printed = "\n".join(reference())
    assert f"{table.name}: {table.what}" in printed
    for key in table.keys:
        assert key.what.endswith(".") and f"{key.kind}. {key.what}" in printed
        assert (key.of is not None) == (
            key.kind in (Kind.TABLE, Kind.TABLES) or (key.name == "declarations" and key.kind is Kind.NAMED)
        )
