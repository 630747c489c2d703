"""Profiles: the folders of `schemas/`, each a country's own form of the message, carried over by its table, in and out."""
