"""The demo: Banten 2019, made through the same actions as real data.

Of Kamurang and Bakung stand the facts of the 2019 news report (docs/glossary.md, "The 2019 case"). All people,
numbers, surveys and marks are invented and marked "(contoh)". Invented NIK and No. KK begin with 360499, a
district that does not exist, so that they can be nobody's.
"""
