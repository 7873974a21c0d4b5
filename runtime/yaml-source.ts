import { LineCounter, parseDocument } from 'yaml';

/** A fault in a file, said the same way everywhere. */
export interface SourceFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Such as `rules.3.levels.0.clear`. */
  readonly path: string;
  readonly message: string;
}

export type YamlSource =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** The fault at a place of the document, with the line where it (or the nearest thing around it) stands. */
      faultAt(path: readonly (string | number)[], message: string): SourceFault;
    }
  | { readonly ok: false; readonly faults: readonly SourceFault[] };

/** Aliases multiply what a small text stands for; no honest file needs more. */
const MOST_ALIASES = 50;

/** Reads YAML; remembers on which line everything stood. */
export function readYaml(source: string, file: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number | undefined): number => lines.linePos(offset ?? 0).line;
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ pos, message }) => ({
      file,
      line: lineAt(pos[0]),
      path: '',
      message,
    }));
    return { ok: false, faults };
  }
  return {
    ok: true,
    value: document.toJS({ maxAliasCount: MOST_ALIASES }),
    faultAt: (path, message) => ({
      file,
      line: lineAt(offsetOf(document, path)),
      path: path.join('.'),
      message,
    }),
  };
}

/** Where the value at `path` stands, or the nearest thing around it that is there. */
function offsetOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly (string | number)[],
): number | undefined {
  for (let depth = path.length; depth >= 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      const [start]: unknown[] = node.range;
      if (typeof start === 'number') return start;
    }
  }
  return undefined;
}

export const describeFault = ({ file, line, path, message }: SourceFault): string =>
  `${file}:${line}: ${path === '' ? '' : `${path}: `}${message}`;
