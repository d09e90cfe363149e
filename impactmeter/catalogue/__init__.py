"""The catalogue: content files become models, look-ups and findings."""

from impactmeter.catalogue.catalogue import Catalogue, load_catalogue
from impactmeter.catalogue.checks import check_catalogue
from impactmeter.catalogue.findings import Finding, UnusableContent
from impactmeter.catalogue.reading import content_folder

__all__ = ["Catalogue", "Finding", "UnusableContent", "check_catalogue", "content_folder", "load_catalogue"]
