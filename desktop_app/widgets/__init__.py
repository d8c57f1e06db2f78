"""Widgets that paint plain values and know no presenter."""
