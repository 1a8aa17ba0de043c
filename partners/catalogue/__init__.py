"""The catalogue of domains: what kinds of responsibility there are, read from ``domains.yaml`` beside this file."""

from partners.catalogue.loader import DOMAINS, CatalogueError, load

__all__ = ["DOMAINS", "CatalogueError", "load"]
