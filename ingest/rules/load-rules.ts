import { LineCounter, parseDocument } from 'yaml';
import { parseRuleSet, type RuleSet } from '../../core/index.js';

/** What is wrong with a rule file, and where. */
export interface RuleFault {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Such as `rules.3.levels.0.clear`. */
  readonly path: string;
  readonly message: string;
}

export type LoadedRules =
  | { readonly ok: true; readonly rules: RuleSet }
  | { readonly ok: false; readonly faults: readonly RuleFault[] };

/** Aliases multiply what a small text stands for; no honest rule file needs more. */
const MOST_ALIASES = 50;

/** Reads a rule file. All that is wrong with it is said at once, with file, line and path; nothing is half taken. */
export function loadRules(source: string, file: string): LoadedRules {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number | undefined): number => lines.linePos(offset ?? 0).line;
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({
      file,
      line: lineAt(error.pos[0]),
      path: '',
      message: error.message,
    }));
    return { ok: false, faults };
  }
  const parsed = parseRuleSet(document.toJS({ maxAliasCount: MOST_ALIASES }));
  if (parsed.ok) return { ok: true, rules: parsed.ruleSet };
  const faults = parsed.issues.map(({ path, message }) => ({
    file,
    line: lineAt(offsetOf(document, path)),
    path: path.join('.'),
    message,
  }));
  return { ok: false, faults };
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

export const describeFault = ({ file, line, path, message }: RuleFault): string =>
  `${file}:${line}: ${path === '' ? '' : `${path}: `}${message}`;
