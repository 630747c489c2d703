"""The pages and the HTTP interface of eclear: a window on the cases, thin over ``clearance``."""
