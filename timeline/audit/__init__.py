"""What a reviewer should see: facts, exposure, evidence and the honest way to correct it."""

from timeline.audit.registry import CHECKS, FINDING_RULES, audit, identified
from timeline.finding import Finding, FindingRule

__all__ = ["CHECKS", "FINDING_RULES", "Finding", "FindingRule", "audit", "identified"]
