"""Dated public facts and how to look them up as of a day: tariff, rates, exchange weeks, codes, agencies, policy.

A country is a folder of files here; kr/ is the default. Every row says from which day it holds, where it comes from,
when that was read, and how sure it is: real, secondary, unconfirmed or SYNTHETIC (invented for training).
"""

from eclear.reference.agencies import Agencies, Agency, Requirement
from eclear.reference.agreements import Agreement, Agreements, OriginRule
from eclear.reference.bases import Bases, Basis, RateChosen, TariffRow
from eclear.reference.codes import Code, Codes, Incoterm
from eclear.reference.country import Country, country, has_folder, install, read_country
from eclear.reference.dated import Fact, Mark, Timeline
from eclear.reference.exchange import ExchangeWeeks
from eclear.reference.policy import Policies, Policy
from eclear.reference.profiles import Profile, Profiles
from eclear.reference.rate import Rate, Rule
from eclear.reference.register import Register, Registered
from eclear.reference.reliefs import Relief
from eclear.reference.rows import ReferenceFault
from eclear.reference.rulings import Ruling, RulingKind, Rulings
from eclear.reference.tariff import Tariff, TariffLine
from eclear.reference.taxes import Tax, TaxRate

__all__ = [
    "Agencies",
    "Agency",
    "Agreement",
    "Agreements",
    "Bases",
    "Basis",
    "Code",
    "Codes",
    "Country",
    "ExchangeWeeks",
    "Fact",
    "Incoterm",
    "Mark",
    "OriginRule",
    "Policies",
    "Policy",
    "Profile",
    "Profiles",
    "Rate",
    "RateChosen",
    "ReferenceFault",
    "Register",
    "Registered",
    "Relief",
    "Requirement",
    "Rule",
    "Ruling",
    "RulingKind",
    "Rulings",
    "Tariff",
    "TariffLine",
    "TariffRow",
    "Tax",
    "TaxRate",
    "Timeline",
    "country",
    "has_folder",
    "install",
    "read_country",
]
