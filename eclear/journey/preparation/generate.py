"""From the papers of a shipment to everything that a declaration can be filled in with."""

from __future__ import annotations

from eclear.casefile.paper import Kind, Paper
from eclear.journey.preparation.filling import Filling, Prepared, Shipment
from eclear.journey.preparation.goods import fill_goods, goods_of, keys_of
from eclear.journey.preparation.head import (
    fill_documents,
    fill_kind,
    fill_parties,
    fill_sums,
    fill_terms,
    fill_transport,
    is_export,
)


def generate(shipment: Shipment) -> Prepared:
    """Return the fields of a declaration that its papers fill in, and every contradiction between them.

    What the papers do not say is not there; what they contradict each other in is not there before a person has chosen.
    """
    filling = Filling(shipment)
    export = is_export(filling)
    goods = goods_of(filling)
    fill_kind(filling, export=export)
    fill_parties(filling, export=export)
    fill_transport(filling, export=export)
    fill_terms(filling)
    fill_sums(filling, [one.line for one in goods])
    fill_documents(filling)
    fill_goods(filling, goods, export=export)
    return Prepared(filling.fields, tuple(filling.contradictions))


def line_keys(papers: tuple[Paper, ...], left_out: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the lines of the invoice that become items, by what other papers call them."""
    invoice = next((paper for paper in papers if paper.kind is Kind.INVOICE), None)
    return tuple(key for key in keys_of(invoice) if key not in left_out)
