"""Dated public facts and how to look them up as of a day: tariff, rates, exchange weeks, codes, agencies, policy.

A country is a folder of files here; kr/ is the default. Every row says from which day it holds, where it comes from,
when that was read, and how sure it is: real, secondary, unconfirmed or SYNTHETIC (invented for training).
"""

from eclear.reference.agencies import Agencies, Agency, Requirement
from eclear.reference.codes import Code, Codes, Incoterm
from eclear.reference.country import Country, country
from eclear.reference.dated import Fact, Mark, Timeline
from eclear.reference.exchange import ExchangeWeeks
from eclear.reference.policy import Policies, Policy
from eclear.reference.profiles import Profile, Profiles
from eclear.reference.register import Register, Registered
from eclear.reference.rows import ReferenceFault
from eclear.reference.tariff import Preference, RateChosen, Tariff, TariffLine, TariffRow

__all__ = [
    "Agencies",
    "Agency",
    "Code",
    "Codes",
    "Country",
    "ExchangeWeeks",
    "Fact",
    "Incoterm",
    "Mark",
    "Policies",
    "Policy",
    "Preference",
    "Profile",
    "Profiles",
    "RateChosen",
    "ReferenceFault",
    "Register",
    "Registered",
    "Requirement",
    "Tariff",
    "TariffLine",
    "TariffRow",
    "Timeline",
    "country",
]
