"""The site's icons: our own line drawings on a grid of 24, as the inside of an SVG element.

Kept here and not in files of their own, so that a page shows them inline, in the colour of its text, at no request.
"""

ICONS = {
    "check": '<path d="M4.5 12.5 10 18 19.5 6.5"/>',
    "good": '<circle cx="12" cy="12" r="9"/><path d="m7.8 12.4 3 3 5.6-6.4"/>',
    "attention": '<path d="M12 3.5 21.5 20h-19z"/><path d="M12 10v4.5M12 17.2v.1"/>',
    "problem": '<path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z"/><path d="M12 7.5V13M12 16.3v.1"/>',
    "neutral": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.1"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.5-3.8 3-5.5 6.5-5.5s6 1.7 6.5 5.5"/>'
    '<path d="M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 14.9c2 .8 3.2 2.5 3.5 5.1"/>',
    "home": '<path d="M3.5 11.5 12 4l8.5 7.5"/><path d="M6 10v10h12V10M10 20v-5.5h4V20"/>',
    "place": '<path d="M12 21c-4.5-4.6-6.5-8-6.5-11a6.5 6.5 0 0 1 13 0c0 3-2 6.4-6.5 11z"/>'
    '<circle cx="12" cy="10" r="2.3"/>',
    "document": '<path d="M6 3h8l4.5 4.5V21H6z"/><path d="M14 3v5h4.5M9 12.5h6M9 16.5h6"/>',
    "download": '<path d="M12 4v11M7 10.5 12 15.5l5-5M4.5 20h15"/>',
    "upload": '<path d="M12 16V5M7 9.5 12 4.5l5 5M4.5 20h15"/>',
    "table": '<path d="M3.5 5h17v14h-17zM3.5 10h17M3.5 14.5h17M10 10v9"/>',
    "rank": '<path d="M4 20V13h4v7M10 20V5h4v15M16 20v-9h4v9M2.5 20h19"/>',
    "clipboard": '<path d="M8 5H5.5v16h13V5H16"/><path d="M8.5 3h7v4h-7z"/><path d="m9 14 2 2 4-4.5"/>',
    "edit": '<path d="M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z"/><path d="m13.5 7 3.5 3.5"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "lock": '<path d="M5.5 10.5h13V20.5h-13z"/><path d="M8.5 10.5V7.5a3.5 3.5 0 0 1 7 0v3M12 14.5v2"/>',
    "eye": '<path d="M2.5 12C5 7.7 8.2 5.5 12 5.5s7 2.2 9.5 6.5c-2.5 4.3-5.7 6.5-9.5 6.5S5 16.3 2.5 12z"/>'
    '<circle cx="12" cy="12" r="2.8"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l4 2.5"/>',
    "calendar": '<path d="M4 6h16v14.5H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4"/>',
    "filter": '<path d="M3.5 5h17L14 13v7l-4-2.5V13z"/>',
    "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "theme": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor"/>',
    "sign-out": '<path d="M10 4H4.5v16H10M9.5 12H20M16 7.5l4.5 4.5-4.5 4.5"/>',
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    "left": '<path d="m14.5 6-6 6 6 6"/>',
    "right": '<path d="m9.5 6 6 6-6 6"/>',
}
