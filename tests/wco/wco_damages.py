"""The ways in which a sound message is damaged: each takes an element and does one thing to it, or says that it cannot."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy

from lxml import etree
from wco_judge import CODE, DATES, IDENTIFIER, MANY, TEXT, XSI, Fact, Judge, allowed_attributes

Damage = Callable[[etree._Element, Fact, random.Random], bool]


def drop(element: etree._Element, fact: Fact, dice: random.Random) -> bool:
    element.getparent().remove(element)
    return True


def swap(element: etree._Element, fact: Fact, dice: random.Random) -> bool:
    after = element.getnext()
    if after is None:
        return False
    after.addnext(element)
    return True


def repeat(element: etree._Element, fact: Fact, dice: random.Random) -> bool:
    for _ in range(dice.choice((1, 2))):
        element.addnext(deepcopy(element))
    return True


def lengthen(element: etree._Element, fact: Fact, dice: random.Random) -> bool:
    """A value as long as may be, one too long, or much too long; a day with something behind it."""
    if not is_value(element, fact):
        return False
    most = int((re.search(r"\d+", fact.format) or ["12"])[0]) + dice.choice((0, 1, 1, 50))
    filler = "9" if fact.format.startswith("n") or is_number(fact) else dice.choice("Xé가")
    element.text = (element.text or "").strip().ljust(most, filler)
    return True


NUMBERS = ["ABC", "1e3", "1.5", "-1", "+01", " 7 ", "1,5", "0x1F", ".5", "5.", "NaN", "٣"]
NUMBERS += ["12345678901234567", "0.1234567", "0.1230000"]
WORDS = ["A", "AB", "ABC", "12", "1", "1A", "a b", " A1 ", "A\tB", "A\nB", "-", "é", "٣", "13", "INV", "0", "2"]
MOMENTS = [
    "20260512",
    "20260512093000+09",
    "20260512093000Z",
    "20260512093000",
    "20260512Z",
    "2026-05-12",
    "19990101",
    " 20260512",
]


def retype(element: etree._Element, fact: Fact, dice: random.Random) -> bool:
    """Another kind of value: now and then one that is allowed."""
    if not is_value(element, fact):
        return False
    element.text = dice.choice(MOMENTS if fact.kind == "moment" else NUMBERS if is_number(fact) else WORDS)
    return True


def rename(element: etree._Element, fact: Fact, dice: random.Random) -> bool:
    name = etree.QName(element).localname
    element.tag = f"{{{fact.namespace}}}{dice.choice(('unknown', name + 's', name.lower(), 'ID', 'Name'))}"
    return True


def move_to_another_namespace(element: etree._Element, fact: Fact, dice: random.Random) -> bool:
    elsewhere = dice.choice(("urn:another", "", f"{fact.namespace}:1", *DATES.values()))
    element.tag = f"{{{elsewhere}}}{fact.name}" if elsewhere else fact.name
    return True


ATTRIBUTES = (*CODE, *IDENTIFIER, *TEXT, "currencyID", "unitCode", "formatCode", "foo", f"{XSI}schemaLocation", "{urn:x}listID")
VALUES = ("", "x", "KRW", "usd", "EURO", " USD", "102", "203", " 304 ", "KGM#GR", "en", "en-GB", "e n")


def add_an_attribute(element: etree._Element, fact: Fact, dice: random.Random) -> bool:
    """An attribute that is unknown there, or known with a value that may not be right."""
    allowed = allowed_attributes(element, fact) if is_value(element, fact) else ()
    element.set(dice.choice(ATTRIBUTES if not allowed or dice.random() < 0.5 else allowed), dice.choice(VALUES))
    return True


def strip_of_attributes(element: etree._Element, fact: Fact, dice: random.Random) -> bool:
    if not element.attrib:
        return False
    element.attrib.clear()
    return True


def blank(element: etree._Element, fact: Fact, dice: random.Random) -> bool:
    """A value of blanks only, or nothing at all; a group without its parts."""
    for child in list(element):
        element.remove(child)
    element.text = dice.choice(("", " ", "\n", "\t ", "\u00a0", "\u3000"))
    return True


def write_between(element: etree._Element, fact: Fact, dice: random.Random) -> bool:
    if element.getnext() is None:
        return False
    element.tail = (element.tail or "") + dice.choice(("and more", "0", "\n", "\u00a0"))
    return True


def put_an_element_into(element: etree._Element, fact: Fact, dice: random.Random) -> bool:
    if not is_value(element, fact):
        return False
    etree.SubElement(element, f"{{{fact.namespace}}}ID").text = "1"
    return True


DAMAGES: tuple[Damage, ...] = (
    drop,
    swap,
    repeat,
    lengthen,
    retype,
    rename,
    move_to_another_namespace,
    add_an_attribute,
    strip_of_attributes,
    blank,
    write_between,
    put_an_element_into,
)


def is_value(element: etree._Element, fact: Fact) -> bool:
    return not fact.parts and not len(element)


def is_number(fact: Fact) -> bool:
    return fact.kind in ("amt", "qty", "meas") or fact.name.endswith("Numeric")


def parsed(body: bytes) -> etree._Element:
    return etree.fromstring(body, etree.XMLParser(remove_comments=True, remove_pis=True))


def damaged_copies(whole: etree._Element, judge: Judge, name: str, copies: int, at_once: int = 1) -> Iterator[tuple[str, bytes]]:
    """So many copies of a sound message for each way of damage, each with one damage or several: what was done, the bytes."""
    dice = random.Random(f"20260512 {name}")
    for damage in DAMAGES:
        for _ in range(copies):
            root = deepcopy(whole)
            done = [_damage(root, judge, damage, dice)]
            done += [_damage(root, judge, dice.choice(DAMAGES), dice) for _ in range(at_once - 1)]
            if all(done):
                yield f"{name}: {', '.join(done)}", etree.tostring(root, encoding="utf-8")


def _damage(root: etree._Element, judge: Judge, damage: Damage, dice: random.Random) -> str:
    """Damage one element that the facts know; returns what was done and where, or nothing if no place would take it."""
    elements = list(root.iter())[1:]
    for element in dice.sample(elements, min(100, len(elements))):
        fact, where = judge.fact(element), root.getroottree().getpath(element)
        if fact is not None and damage(element, fact, dice):
            return f"{damage.__name__} {where}"
    return ""


def every_element(fact: Fact) -> etree._Element:
    """A sound message that holds an element once wherever the facts have one."""
    element = _made(fact)
    element.extend([every_element(part) for part in fact.parts])
    return element


def smallest(way: list[Fact]) -> tuple[etree._Element, etree._Element]:
    """The smallest sound message that holds the element at the end of a way through the facts, and that element."""
    fact, *further = way
    element = _made(fact)
    target = element
    for part in fact.parts:
        if further and part is further[0]:
            child, target = smallest(further)
            element.append(child)
        elif part.least:
            element.append(smallest([part])[0])
    return element, target


def at_the_limits(element: etree._Element, fact: Fact, dice: random.Random) -> Iterator[str]:
    """Set an element, one after the other, to the values that are just allowed and those that are just too much."""
    if fact.least:
        above, here = element.getparent(), element.getparent().index(element)
        above.remove(element)
        yield "left out"
        above.insert(here, element)
    if 1 < fact.most < MANY:
        copies = [deepcopy(element) for _ in range(fact.most)]
        for copy in copies[1:]:
            element.addnext(copy)
        yield "as often as may be"
        element.addnext(copies[0])
        yield "once too often"
        for copy in copies:
            element.getparent().remove(copy)
    if fact.parts:
        return
    sound = element.text
    for text in _values_at_the_limits(fact):
        element.text = text
        yield f"is {text!r}"
    element.text = sound
    before, allowed = dict(element.attrib), allowed_attributes(element, fact)
    for name in (*allowed, dice.choice(ATTRIBUTES)):
        for value in LIMITS.get(name, ("x",)):
            element.set(name, value)
            yield f"has {name} {value!r}"
            element.attrib.clear()
            element.attrib.update(before)


LIMITS = {
    "unitCode": ("", " ", "KGM#G", "KGM#GR", "KGM  "),
    "currencyID": ("KRW", "KR", "KRWN", " KRW"),
    "formatCode": ("102", "304", "203", " 102"),
    "listAgencyID": ("", "380", "3801"),
    "schemeAgencyID": ("", "380", "3801"),
    "languageID": ("en", "en-GB", "e n", "123456789"),
}


def _values_at_the_limits(fact: Fact) -> Iterator[str]:
    if fact.kind == "moment":
        yield from MOMENTS
        return
    digits, fraction = (int(n or 0) for n in re.fullmatch(r"[an]+(?:\.\.)?(\d*)(?:,(\d+))?", fact.format or "an9").groups())  # type: ignore[union-attr]
    yield from ("", " ", "1e3")
    for most in (digits, digits + 1):
        yield from ("9" * most, "A" * most, "A" * (most - 1) + " ", "A" * (most - 1) + "\n")
    if is_number(fact):
        yield from (f"{'9' * (digits - fraction)}.{'9' * fraction}", f"0.{'9' * (fraction + 1)}")
        yield from (f"{'9' * (digits - fraction + 1)}.{'9' * fraction}", f"00{'9' * digits}.{'0' * (fraction + 9)}")


def _made(fact: Fact) -> etree._Element:
    element = etree.Element(fact.tag)
    if fact.kind == "moment":
        element.set("formatCode", "102")
    element.text = None if fact.parts else _sound(fact)
    return element


def _sound(fact: Fact) -> str:
    if fact.allowed:
        return fact.allowed[0]
    if fact.kind == "moment":
        return "20260512"
    if is_number(fact) or fact.format.startswith("n"):
        return "1"
    return "A" if ".." in fact.format else "A" * int(fact.format[1:])
