import { isId, ruleId } from '../model/ids.js';
import { POINTS, type PointName, pointFits, pointSpec } from '../model/points.js';
import { ALERT_KINDS, type AssetKind, SEVERITIES } from '../model/vocabulary.js';
import { parseActive } from './parse-active.js';
import { parseDispatch, parseNotify } from './parse-handling.js';
import { parseLevels, quantitySpec } from './parse-levels.js';
import { parseAssetWatch, parseDeviceWatch } from './parse-watch.js';
import type { Rule, SilentRule, ThresholdRule } from './rule.js';
import { type Spot, show } from './spot.js';

const COMMON = ['id', 'kind', 'watch', 'when', 'notify', 'dispatch'];
const FOR_THRESHOLD = [...COMMON, 'levels', 'raise_for', 'clear_for', 'max_gap', 'active'];
const FOR_SILENT = [...COMMON, 'severity'];
const TO_COME = ['group'];
const TO_COME_FOR_SILENT = [...TO_COME, 'active'];
const CONDITIONS_TO_COME = ['forecast', 'expected', 'corridor', 'expr', 'below', 'of'];

/** `undefined` only when it complained. */
export function parseRule(spot: Spot): Rule | undefined {
  const isSilent = !spot.field('when').field('silent').isAbsent;
  if (isSilent) return spot.isObject(FOR_SILENT, TO_COME_FOR_SILENT) ? parseSilent(spot) : undefined;
  return spot.isObject(FOR_THRESHOLD, TO_COME) ? parseThreshold(spot) : undefined;
}

function parsePolicy(spot: Spot): Pick<Rule, 'id' | 'kind' | 'notify' | 'dispatch'> | undefined {
  const id = spot.field('id');
  const idText = typeof id.value === 'string' && isId(id.value) ? id.value : undefined;
  if (idText === undefined) {
    id.complain(`expected an id of 1-64 letters, digits, ".", "_", ":" or "-", found ${show(id.value)}`);
  }
  const kind = spot.field('kind').word(ALERT_KINDS, 'an alert kind');
  const notify = parseNotify(spot.field('notify'));
  const dispatch = parseDispatch(spot.field('dispatch'));
  if (idText === undefined || kind === undefined) return undefined;
  return {
    id: ruleId(idText),
    kind,
    ...(notify === undefined ? {} : { notify }),
    ...(dispatch === undefined ? {} : { dispatch }),
  };
}

function parseSilent(spot: Spot): SilentRule | undefined {
  const policy = parsePolicy(spot);
  const watch = parseDeviceWatch(spot.field('watch'));
  const when = spot.field('when');
  when.isObject(['silent'], CONDITIONS_TO_COME);
  const silent = when.field('silent');
  const intervals = silent.isObject(['intervals']) ? silent.field('intervals').integer(1, 1_000) : undefined;
  const severity = spot.field('severity').isAbsent
    ? 'major'
    : spot.field('severity').word(SEVERITIES, 'a severity');
  if (!policy || !watch || intervals === undefined || severity === undefined) return undefined;
  return { type: 'silent', ...policy, watch, intervals, severity };
}

function parseThreshold(spot: Spot): ThresholdRule | undefined {
  const policy = parsePolicy(spot);
  const watch = parseAssetWatch(spot.field('watch'));
  const when = spot.field('when');
  const hasWhen = when.isObject(['point', 'rate', 'direction', 'silent'], CONDITIONS_TO_COME);
  const point = hasWhen ? parsePoint(when, watch?.asset) : undefined;
  const direction = hasWhen ? parseDirection(when.field('direction')) : undefined;
  const rate = hasWhen ? parseRate(when.field('rate'), point) : undefined;
  const spec = point && quantitySpec(point, rate);
  const levels = parseLevels(spot.field('levels'), spec, direction ?? 'above');
  const raiseForMs = optionalDuration(spot.field('raise_for'));
  const clearForMs = optionalDuration(spot.field('clear_for'));
  const maxGapMs = parseMaxGap(spot.field('max_gap'));
  const active = parseActive(spot.field('active'));
  if (!policy || !watch || !point || !direction || !levels) return undefined;
  if (raiseForMs === undefined || clearForMs === undefined || maxGapMs === undefined) return undefined;
  const quantity = { point, ...(rate === undefined ? {} : { rate }), direction };
  const times = { raiseForMs, clearForMs, maxGapMs, ...(active === undefined ? {} : { active }) };
  return { type: 'threshold', ...policy, watch, ...quantity, levels, ...times };
}

function parsePoint(when: Spot, kind: AssetKind | undefined): PointName | undefined {
  const spot = when.field('point');
  // A condition that is still to come often stands without a point: one complaint is enough.
  if (spot.isAbsent && CONDITIONS_TO_COME.some((key) => !when.field(key).isAbsent)) return undefined;
  const point = isPointName(spot.value) ? spot.value : undefined;
  const spec = point && pointSpec(point);
  if (point === undefined || spec === undefined)
    return spot.complain(`${show(spot.value)} is not a known point`);
  if (spec.type === 'text') return spot.complain(`${point} is a text: it can't be compared with a threshold`);
  if (kind !== undefined && !pointFits(spec, kind)) return spot.complain(`a ${kind} doesn't report ${point}`);
  return point;
}

/** `undefined` when absent, or after a complaint. */
function parseRate(spot: Spot, point: PointName | undefined): ThresholdRule['rate'] {
  if (spot.isAbsent || !spot.isObject(['over'])) return undefined;
  if (point !== undefined && pointSpec(point)?.type === 'flag')
    return spot.complain(`${point} is a flag: it has no rate`);
  const overMs = spot.field('over').duration();
  if (overMs === 0) return spot.field('over').complain('over must be above zero');
  return overMs === undefined ? undefined : { overMs };
}

const isPointName = (value: unknown): value is PointName =>
  typeof value === 'string' && Object.hasOwn(POINTS, value);

const parseDirection = (spot: Spot): 'above' | 'below' | undefined =>
  spot.isAbsent ? 'above' : spot.word(['above', 'below'], 'a direction');

const optionalDuration = (spot: Spot): number | undefined => (spot.isAbsent ? 0 : spot.duration());

function parseMaxGap(spot: Spot): number | 'auto' | undefined {
  if (spot.isAbsent || spot.value === 'auto') return 'auto';
  const gap = spot.duration();
  return gap === 0
    ? spot.complain('max_gap must be above zero, or auto: with 0s no time is ever covered')
    : gap;
}
