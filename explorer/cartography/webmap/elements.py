"""Elements: what stands on a saved page's folium map, shown by `map.js` as in the explorer."""

from collections.abc import Mapping
from typing import Any

from folium.template import Template

from explorer.cartography.webmap.verbatim import Verbatim, to_script


class Dressed(Verbatim):
    """
    A base and a scenario's drawing, put onto the map that this is added to.

    Parameters
    ----------
    base
        What `base.describe` returned.
    drawing
        What `features.drawing` returned; the map opens where it changes something.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            frontlineMap.dress({{ this._parent.get_name() }}, {{ this.base }});
            frontlineMap.lay({{ this._parent.get_name() }}, {{ this.drawing }});
            {{ this._parent.get_name() }}.openOnChanges();
        {% endmacro %}
        """
    )

    def __init__(self, base: Mapping[str, Any], drawing: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Dressed"
        self.base, self.drawing = to_script(base), to_script(drawing)
