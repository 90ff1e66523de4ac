"""The viewer page served to this machine alone, with import of schedules and a log of decisions."""
