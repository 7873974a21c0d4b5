import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { pointSpec } from '../../../core/index.js';
import { isBitTable, type Register, type RegisterMap, RegisterMapSchema, widthOf } from './register-map.js';
import { slotsOf } from './slots.js';

export type ParsedMap =
  | { readonly ok: true; readonly map: RegisterMap }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Reads a register map; every fault is told at once, each with its path. */
export function parseRegisterMap(text: string): ParsedMap {
  let source: unknown;
  try {
    source = parse(text);
  } catch (cause) {
    return { ok: false, faults: [`not YAML: ${cause instanceof Error ? cause.message : String(cause)}`] };
  }
  if (!Value.Check(RegisterMapSchema, source)) return { ok: false, faults: schemaFaults(source) };
  const faults = source.registers.flatMap((register, index) =>
    registerFaults(register).map((fault) => `registers.${index}${fault}`),
  );
  for (const [index, range] of (source.block?.never ?? []).entries()) {
    if (range.to < range.from) faults.push(`block.never.${index}: to is below from`);
  }
  if (faults.length === 0) faults.push(...slotFaults(source));
  return faults.length === 0 ? { ok: true, map: source } : { ok: false, faults };
}

/** What shows only when every repetition is written out. */
function slotFaults(map: RegisterMap): string[] {
  const faults = new Set<string>();
  const taken = new Map<string, number>();
  for (const { index, asset, register, span } of slotsOf(map, '')) {
    const key = `${asset} ${register.point}`;
    const first = taken.get(key);
    if (first !== undefined && first !== index)
      faults.add(`registers.${index}: ${key.trim()} stands in registers.${first} too`);
    taken.set(key, index);
    const end = span.start + span.length - 1;
    const hits = map.block?.never?.some(
      (range) => range.table === span.table && range.from <= end && range.to >= span.start,
    );
    if (hits === true) faults.add(`registers.${index}.address: lies in block.never`);
  }
  return [...faults];
}

function schemaFaults(source: unknown): string[] {
  const faults = [...Value.Errors(RegisterMapSchema, source)]
    // A key that nobody declared is reported twice by the validator; the second names it less well.
    .filter((error) => error.keyword !== 'additionalProperties')
    .map((error) => {
      const path = error.instancePath.slice(1).replaceAll('/', '.');
      if (error.keyword === 'boolean') return `${path}: unknown key`;
      if (path.endsWith('.point')) return `${path}: unknown point ${JSON.stringify(at(source, path))}`;
      const allowed = 'allowedValues' in error.params ? `: ${String(error.params.allowedValues)}` : '';
      return `${path === '' ? 'map' : path}: ${error.message}${allowed}`;
    });
  return [...new Set(faults)];
}

function at(source: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      source,
    );
}

/** What a schema can't say about one register. */
function registerFaults(register: Register): string[] {
  const faults: string[] = [];
  const repeats = Object.entries(register.repeat ?? {});
  const named = new Set([...(register.asset ?? '').matchAll(/\{([a-z])\}/g)].map(([, name]) => name ?? ''));
  for (const name of named) {
    if (register.repeat?.[name] === undefined) faults.push(`.asset: {${name}} is not in repeat`);
  }
  let last = register.address + widthOf(register) - 1;
  for (const [name, { from, to, stride }] of repeats) {
    if (!named.has(name)) faults.push(`.repeat.${name}: not in asset, so its readings would collide`);
    if (to < from) faults.push(`.repeat.${name}: to is below from`);
    last += (to - from) * stride;
  }
  if (last > 65_535) faults.push(`.address: runs to ${last}, past 65535`);
  faults.push(...typeFaults(register));
  if (register.valid !== undefined && register.valid[0] > register.valid[1])
    faults.push('.valid: lo is above hi');
  return faults;
}

function typeFaults(register: Register): string[] {
  const { type, table, mask } = register;
  const faults: string[] = [];
  const wanted = type === 'bit' ? 'flag' : type === 'string' ? 'text' : 'number';
  const kind = pointSpec(register.point)?.type;
  if (kind !== wanted) faults.push(`.type: ${type} can't hold ${register.point}, which is a ${kind}`);
  if (isBitTable(table) && type !== 'bit') faults.push(`.type: the ${table} table holds bits only`);
  if (!isBitTable(table) && type === 'bit' && mask === undefined)
    faults.push('.mask: needed for a bit of a register');
  if (isBitTable(table) && mask !== undefined) faults.push(`.mask: the ${table} table has nothing to mask`);
  if (mask !== undefined && ['f32', 'f64', 'string', 'u64', 'i64'].includes(type))
    faults.push(`.mask: not for ${type}`);
  if (mask !== undefined && mask > 0xff_ff && widthOf(register) === 1)
    faults.push('.mask: wider than the register');
  if ((type === 'string') !== (register.length !== undefined))
    faults.push('.length: for strings, and only for them');
  if (type === 'bit' || type === 'string') {
    for (const key of ['scale', 'offset', 'valid'] as const) {
      if (register[key] !== undefined) faults.push(`.${key}: only for numbers`);
    }
  }
  if (register.scale === 0) faults.push('.scale: 0 would make every value the same');
  return faults;
}
