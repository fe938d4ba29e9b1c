"""Writes model.json in the repository's JSON format, so that a rebuild leaves no formatting difference."""

import json
from pathlib import Path

LINE_WIDTH = 110


def write_manifest(path: Path, manifest: dict) -> None:
    path.write_text(_format(manifest, "", 0) + "\n", encoding="utf-8")


def _format(value, indent: str, taken: int) -> str:
    """Objects one member a line, lists on one line where they fit; `taken` is what precedes them on that line."""
    inner = indent + "  "
    if isinstance(value, dict):
        members = []
        for key, item in value.items():
            prefix = f"{inner}{json.dumps(key)}: "
            members.append(prefix + _format(item, inner, len(prefix)))
        return "{\n" + ",\n".join(members) + f"\n{indent}}}"
    if isinstance(value, list):
        if not any(isinstance(item, (dict, list)) for item in value):
            line = "[" + ", ".join(json.dumps(item) for item in value) + "]"
            if taken + len(line) < LINE_WIDTH:
                return line
        items = [inner + _format(item, inner, len(inner)) for item in value]
        return "[\n" + ",\n".join(items) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)
