import type { Cells } from './sheet.js';

/** A stop of a trip as its row gives it. */
export interface Call {
  readonly row: Cells;
  readonly order: number;
  readonly stopId: string;
  readonly arrivalS: number | undefined;
  readonly departureS: number | undefined;
}

export interface TimedCall {
  readonly row: Cells;
  readonly stopId: string;
  readonly arrivalS: number;
  readonly departureS: number;
}

/**
 * Checks that a trip's times do not fall and gives the stops between two timed ones theirs, evenly: GTFS lets a
 * timetable time only some. `undefined`, with every defect noted, when the times make no sense.
 */
export function timeCalls(calls: readonly Call[]): TimedCall[] | undefined {
  const given = calls.map(({ arrivalS, departureS }) => ({
    arrivalS: arrivalS ?? departureS,
    departureS: departureS ?? arrivalS,
  }));
  let isGood = endsAreTimed(calls);
  let before = 0;
  for (const [i, { arrivalS, departureS }] of given.entries()) {
    const row = calls[i]?.row;
    if (arrivalS === undefined || departureS === undefined || row === undefined) continue;
    if (departureS < arrivalS) row.error('falling-times', 'the departure lies before the arrival');
    if (arrivalS < before)
      row.error('falling-times', 'the arrival lies before the departure from the stop before');
    isGood = isGood && departureS >= arrivalS && arrivalS >= before;
    before = departureS;
  }
  return isGood
    ? calls.map((call, i) => ({ row: call.row, stopId: call.stopId, ...filled(given, i) }))
    : undefined;
}

function endsAreTimed(calls: readonly Call[]): boolean {
  let areTimed = true;
  for (const end of [calls[0], calls.at(-1)]) {
    if (end === undefined || end.arrivalS !== undefined || end.departureS !== undefined) continue;
    end.row.error('missing-times', 'the first and the last stop of a trip need a time');
    areTimed = false;
  }
  return areTimed;
}

interface Times {
  readonly arrivalS: number | undefined;
  readonly departureS: number | undefined;
}

/** The stop's own times, or the instant that lies evenly between the timed neighbours. */
function filled(
  given: readonly Times[],
  i: number,
): { readonly arrivalS: number; readonly departureS: number } {
  const own = given[i];
  if (own?.arrivalS !== undefined && own.departureS !== undefined)
    return { arrivalS: own.arrivalS, departureS: own.departureS };
  let [low, high] = [i, i];
  while (low > 0 && given[low]?.departureS === undefined) low--;
  while (high < given.length - 1 && given[high]?.arrivalS === undefined) high++;
  const [from = 0, to = 0] = [given[low]?.departureS, given[high]?.arrivalS];
  const at = Math.round(from + ((to - from) * (i - low)) / Math.max(1, high - low));
  return { arrivalS: at, departureS: at };
}
