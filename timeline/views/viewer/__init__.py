"""The viewer: one page on which a day can be viewed, replayed and proved."""

from timeline.views.viewer.page import assets, render_page
from timeline.views.viewer.payload import page_payload

__all__ = ["assets", "page_payload", "render_page"]
