"""The general rules, one file a family: they hold for any WCO declaration. A folder holds those of one country.

A general rule is an error only where no sane message can break it; the published declarations of other administrations
must pass. Where a country is stricter, ``binding_in`` says so.
"""
