/** A row of a GTFS file as it stands there. */
export interface Row {
  /** Line of the file; the header is line 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string | undefined>>;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** A feed's files by name (`stops.txt`). */
export type Tables = ReadonlyMap<string, Table>;

/** What can be wrong with a timetable; docs/lines.md says what each means and what to do. */
export const DEFECT_KINDS = [
  'missing-file',
  'missing-column',
  'missing-value',
  'bad-value',
  'bad-coordinates',
  'swapped-coordinates',
  'duplicate',
  'unknown-reference',
  'falling-times',
  'missing-times',
  'too-few-stops',
  'too-few-points',
  'shape-does-not-grow',
  'against-shape',
  'far-from-shape',
  'no-shape',
  'jump',
  'too-fast',
  'long-pause',
  'not-read',
] as const;
export type DefectKind = (typeof DEFECT_KINDS)[number];

/** Something wrong with a row. Errors keep the whole feed out; warnings let it in. */
export interface Defect {
  readonly severity: 'error' | 'warning';
  readonly kind: DefectKind;
  readonly file: string;
  /** Undefined when it is the file as a whole. */
  readonly line: number | undefined;
  readonly message: string;
}

/** Two neighbours of a line farther apart than this are seldom meant, metres. */
export const FARTHEST_JUMP_M = 5_000;
