"""Dated payer rules: what counts, since when, and according to which source."""

from timeline.policies.chosen import Policies, policies_with
from timeline.policies.load import load_policy, load_policy_file, policy_names
from timeline.policies.model import Citation, Dated, Gap, Policy, Rules, Source
from timeline.policies.rules import Method
from timeline.policies.shipped import sources

__all__ = [
    "Citation",
    "Dated",
    "Gap",
    "Method",
    "Policies",
    "Policy",
    "Rules",
    "Source",
    "load_policy",
    "load_policy_file",
    "policies_with",
    "policy_names",
    "sources",
]
