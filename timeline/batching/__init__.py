"""A year of many clinics, a few dates at a time: the tables of `analyze` as Parquet, in bounded memory.

Dates do not touch one another (meaning, L7). So the rows of every file are put down by date first (`rows`), whole dates
are worked out in tasks, in as many processes as there are (`tasks`), and what does look across dates, the yearly
threshold and the patterns of the audit, is carried from task to task and settled at the end (`run`). A task is done
when its last file stands (`folder`), so a run that was stopped at any moment goes on where it was.
"""

from timeline.batching.asked import batch
from timeline.batching.run import Batch, Progress, cores

__all__ = ["Batch", "Progress", "batch", "cores"]
