"""What a reviewer should see: facts, exposure, evidence and the honest way to mend it."""

from timeline.audit.case import Case
from timeline.audit.finding import Finding, FindingRule
from timeline.audit.registry import CHECKS, FINDING_RULES, Identified, audit

__all__ = ["CHECKS", "FINDING_RULES", "Case", "Finding", "FindingRule", "Identified", "audit"]
