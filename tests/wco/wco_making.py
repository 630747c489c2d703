"""Valid messages of every shape, made from the schema: any element, any row, odd spellings, attributes that nobody uses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

from eclear.wco.schemas import Part, Value

ODD = "Zß東 가\u00a0\u3000e\u0301'\"&<>]\u0085"
PREFIXES = ("", "a:", "wco-1:")
WORDS = {"[0-9]*": "0123456789", "[a-zA-Z]*": "abXYZ", "[A-Z]{3}": "KRWUSD"}


def leaves(part: Part, way: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The paths of all elements below one that hold no other element."""
    found = []
    for below in part.parts:
        path = (*way, f"{{{below.namespace}}}{below.name}")
        found += [path] if below.value is not None else leaves(below, path)
    return found


@st.composite
def messages(draw: st.DrawFn, top: Part, payload: Part, most: int = 12) -> bytes:
    """A message in its wrapper with one payload that holds some elements of the schema, chosen at random."""
    wanted = draw(st.lists(st.sampled_from(leaves(payload)), max_size=most, unique=True))
    spaces: dict[str, str] = {}

    def prefix(namespace: str) -> str:
        if namespace not in spaces:
            taken = set(spaces.values())
            spaces[namespace] = draw(st.sampled_from([p for p in (*PREFIXES, "b:", "c:", "d:") if p not in taken]))
        return spaces[namespace]

    lines: list[str] = []
    for field in top.parts[:6]:
        if draw(st.booleans()):
            _write(draw, field, [], prefix, lines)
    _write(draw, payload, wanted, prefix, lines)
    name = prefix(top.namespace) + top.name
    declared = "".join(
        f" xmlns:{p[:-1]}={quoteattr(space)}" if p else f" xmlns={quoteattr(space)}" for space, p in spaces.items()
    )
    return f"<{name}{declared}>{''.join(lines)}</{name}>".encode()


def _write(draw: st.DrawFn, part: Part, wanted: list[tuple[str, ...]], prefix: Callable[[str], str], lines: list[str]) -> None:
    name = prefix(part.namespace) + part.name
    if part.value is not None:
        attributes = "".join(f" {key}={quoteattr(text)}" for key, text in draw(_attributes(part)).items())
        lines.append(f"<{name}{attributes}>{_escaped(draw(values(part.value)))}</{name}>")
        return
    lines.append(f"<{name}>")
    if draw(st.booleans()):
        lines.append(draw(st.sampled_from(["\n  ", "<!-- x -->"])))
    for below in part.parts:
        tag = f"{{{below.namespace}}}{below.name}"
        inner = [path[1:] for path in wanted if path[0] == tag]
        count = draw(st.integers(1, 3 if below.repeats else 1)) if inner else below.least
        for _ in range(count):
            # each row of several holds a part of what is wanted, maybe nothing
            _write(draw, below, [path for path in inner if path and draw(st.integers(0, 3))], prefix, lines)
    lines.append(f"</{name}>")


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;", "\n": "&#10;"})


@st.composite
def _attributes(draw: st.DrawFn, part: Part) -> dict[str, str]:
    found = {}
    for name, (value, required) in part.attributes.items():
        if required or draw(st.integers(0, 5)) == 0:
            found[name] = draw(values(value))
    return found


def values(value: Value) -> st.SearchStrategy[str]:
    """Values that the schema allows, also spelt in ways that nobody would choose."""
    if value.allowed:
        return st.sampled_from(value.allowed)
    if value.kind == "date":
        return days()
    if value.kind == "decimal":
        return numbers(value.digits or 5, value.fraction or 0)
    if value.kind == "language":
        return st.sampled_from(["ko", "en-GB"])
    if value.kind == "anyURI":
        return st.sampled_from(["urn:a:b", "http://example.com/a"])
    return words(value)


def days() -> st.SearchStrategy[str]:
    """Days and moments of this century, whatever the format code beside them says."""
    moment = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 1, 1)).map("{:%Y%m%d%H%M%S}".format)  # noqa: DTZ001
    zones = st.sampled_from(["Z", "+09", "-05", "+00", "-00"])
    return st.one_of(moment.map(lambda text: text[:8]), st.tuples(moment, zones).map("".join))


@st.composite
def numbers(draw: st.DrawFn, digits: int, fraction: int) -> str:
    whole = draw(st.text("0123456789", min_size=1, max_size=digits - fraction))
    after = draw(st.text("0123456789", max_size=fraction))
    number = f"{whole}.{after}" if after else whole + draw(st.sampled_from(["", "", "."]))
    return draw(st.sampled_from(["", "", "-", "+", "00", " ", "\n"])) + number + draw(st.sampled_from(["", "", "\t "]))


@st.composite
def words(draw: st.DrawFn, value: Value) -> str:
    """Codes, identifiers and texts; blanks around them and line breaks in them only where the schema takes them."""
    longest = min(value.exact or value.longest or 12, 20)
    alphabet = WORDS.get(value.pattern or "")
    if alphabet is not None:
        exact = 3 if value.pattern == "[A-Z]{3}" else value.exact
        core = draw(st.text(alphabet, min_size=exact or 0, max_size=exact or longest))
    else:
        said = bool(value.pattern or value.shortest)
        core = draw(st.text("AB1 " + ODD, min_size=value.exact or said, max_size=longest))
        core = "A" + core[1:] if said else core
    if value.kind == "token":
        return draw(st.sampled_from(["", "", " ", "\n\t"])) + core + draw(st.sampled_from(["", "", " "]))
    if alphabet is None and value.pattern is None:
        return core.replace("B", draw(st.sampled_from(["B", "\n", "\r"])))
    if alphabet is None and len(core) < longest:
        return draw(st.sampled_from(["", " ", "\t"])) + core
    return core
