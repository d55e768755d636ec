"""The precinct's papers as PDF: tagged (PDF/UA-1), in Kazakh and Russian, the same bytes on every machine.

    render_protocol     the electronic protocol, with one empty signature field a member (E43, E44)
    render_code_list    the list of control codes that hangs beside it (C31)
    render_paper        zero report, acts, installation act, minutes
    render_signature    what is shown in a filled signature field

WeasyPrint lays out HTML made here with the fonts of `sailau.vendored`; it fetches nothing and reads no clock.
"""

from sailau.adapters.pdf.codes import render_code_list
from sailau.adapters.pdf.paper import render_paper
from sailau.adapters.pdf.protocol import render_protocol
from sailau.adapters.pdf.seen import render_signature

__all__ = ["render_code_list", "render_paper", "render_protocol", "render_signature"]
