import type { Dispatch, Escalation, Notify } from './rule.js';
import type { Spot } from './spot.js';

const MOST_STEPS = 20;
const NAME = /^\S.{0,63}$/u;

/** `undefined` when absent, or after a complaint. */
export function parseNotify(spot: Spot): Notify | undefined {
  if (spot.isAbsent || !spot.isObject(['team', 'escalate'])) return undefined;
  const team = spot.field('team').text(NAME, 'the name of a team');
  const escalate = spot.field('escalate').isAbsent ? [] : spot.field('escalate').items(MOST_STEPS);
  const steps = escalate.map(parseEscalation).filter((step) => step !== undefined);
  return team === undefined ? undefined : { team, escalate: steps };
}

function parseEscalation(spot: Spot): Escalation | undefined {
  if (!spot.isObject(['after', 'to'])) return undefined;
  const afterMs = spot.field('after').duration();
  const to = spot.field('to').text(NAME, 'who is told');
  return afterMs === undefined || to === undefined ? undefined : { afterMs, to };
}

/** `undefined` when absent, or after a complaint. */
export function parseDispatch(spot: Spot): Dispatch | undefined {
  if (spot.isAbsent || !spot.isObject(['skill', 'sla'])) return undefined;
  const skill = spot.field('skill').text(NAME, 'the name of a skill');
  const sla = parseSla(spot.field('sla'));
  return skill === undefined ? undefined : { skill, sla };
}

function parseSla(spot: Spot): Dispatch['sla'] {
  if (spot.isAbsent || !spot.isObject(['accept', 'close'])) return {};
  const acceptMs = spot.field('accept').isAbsent ? undefined : spot.field('accept').duration();
  const closeMs = spot.field('close').isAbsent ? undefined : spot.field('close').duration();
  return {
    ...(acceptMs === undefined ? {} : { acceptMs }),
    ...(closeMs === undefined ? {} : { closeMs }),
  };
}
