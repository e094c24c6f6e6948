"""The manifest, corpus/sources.yaml: which delivered files a study holds and how to read each.

    study:
      title: Landscape survey 2025
      synthetic: false            # true prints a notice on every page
      defaults: {consent: public, name_district: false}
    sources:
      - id: district-survey
        path: surveys/district_survey.csv     # relative to corpus/
        kind: survey                          # survey, transcript, chat or cases
        layout: qualtrics                     # as `catalog add` recognised it
        consent: public                       # internal, research or public
        respondent: ResponseId                # the column that names the respondent, if any
        case_column: District                 # or `case: D007` for the whole file
        questions:
          - {name: Q1, type: open, wording: "What ...?", columns: [Q1]}
        ignored:
          - {column: IPAddress, why: network address}
        attributes: [Grade level]             # other columns to keep with the respondent or case

A column is named by its header, or by "#5" (the fifth column) where the header is empty or stands
twice. `header_rows` counts the rows above the first answer. Where each row holds one answer and a
column says which question it answers (`layout: long`), `question_column` and `text_column` name the
two. In a case table, `case_column` holds the id, `name_column` the name and `parent_column` the id of
the case that a case belongs to.
"""

from catalog.manifest.load import load_manifest
from catalog.manifest.model import Ignored, Manifest, SourceEntry
from catalog.manifest.write import append_entries, entry_as_yaml

__all__ = ["Ignored", "Manifest", "SourceEntry", "append_entries", "entry_as_yaml", "load_manifest"]
