"""A guest book: one entry for each visitor, the newest first."""

ENTRIES_MAX = 3

entries = chain.get("entries", [])
text = args[0] if args else "hello"
if not isinstance(text, str) or not 0 < len(text.strip()) <= 80:
    revert("an entry has 1 to 80 characters")
entries.insert(0, {"by": invoker, "text": text.strip()})
chain["entries"] = entries[:ENTRIES_MAX]
emit("Signed", by=invoker)
