import type { Random } from '../random.js';
import type { LineShape } from './line-plan.js';
import type { StreetNet } from './street-net.js';
import { wayThrough } from './ways.js';

/** A rectangle of the lattice, both ends included. */
export interface Zone {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** Cuts a zone into `count` parts of about the same size. */
export function cutZone(zone: Zone, count: number): Zone[] {
  const bands = Math.max(1, Math.round(Math.sqrt(count)));
  const parts: Zone[] = [];
  for (let band = 0; band < bands; band++) {
    const inBand = Math.floor(((band + 1) * count) / bands) - Math.floor((band * count) / bands);
    const [top, bottom] = [cut(zone.rows, band, bands), cut(zone.rows, band + 1, bands)];
    for (let part = 0; part < inBand; part++) {
      const [left, right] = [cut(zone.columns, part, inBand), cut(zone.columns, part + 1, inBand)];
      parts.push({
        row: zone.row + top,
        column: zone.column + left,
        rows: Math.max(1, bottom - top),
        columns: Math.max(1, right - left),
      });
    }
  }
  return parts;
}

const cut = (length: number, part: number, parts: number): number => Math.floor((length * part) / parts);

const SHAPES = ['loop', 'figure-eight', 'out-and-back', 'path'] as const;

/** The way of a short, dense line around the middle of a zone. Which shape it has goes by its number. */
export function layMusicLine(
  net: StreetNet,
  zone: Zone,
  { index, random }: { readonly index: number; readonly random: Random },
): { readonly shape: LineShape; readonly nodes: readonly number[] } {
  const row = clampInto(zone.row + Math.floor(zone.rows / 2) + random.int(-1, 0), net.rows - 2);
  const column = clampInto(zone.column + Math.floor(zone.columns / 2) + random.int(-1, 0), net.columns - 3);
  const at = (down: number, right: number): number =>
    net.nodeAt(clampInto(row + down, net.rows - 1), clampInto(column + right, net.columns - 1));
  const touchesBoulevard = zone.row <= net.boulevard && zone.row + zone.rows > net.boulevard;
  if (touchesBoulevard && index % 2 === 0) {
    const [near, far] = [net.boulevard, net.boulevard + 1];
    const [start, end] = [column, clampInto(column + 4, net.columns - 1)];
    const along = (on: number, from: number, to: number): number[] => straight(net, on, { from, to });
    return { shape: 'parallel', nodes: [...along(near, start, end), ...along(far, end, start)] };
  }
  const shape = SHAPES[index % SHAPES.length] ?? 'path';
  switch (shape) {
    case 'loop':
      return { shape, nodes: wayThrough(net, [at(0, 0), at(0, 2), at(2, 2), at(2, 0), at(0, 0)]) };
    case 'figure-eight': {
      const upper = [at(1, 1), at(0, 1), at(0, 2), at(1, 2), at(1, 1)];
      return { shape, nodes: wayThrough(net, [...upper, at(2, 1), at(2, 0), at(1, 0), at(1, 1)]) };
    }
    case 'out-and-back': {
      const out = wayThrough(net, [at(1, 0), at(1, 3)]);
      return { shape, nodes: [...out, ...out.toReversed().slice(1)] };
    }
    case 'path':
      return { shape, nodes: wayThrough(net, [at(0, 0), at(1, 2), at(3, 3)]) };
  }
}

const clampInto = (value: number, most: number): number => Math.min(most, Math.max(0, value));

function straight(net: StreetNet, row: number, { from, to }: { from: number; to: number }): number[] {
  const step = Math.sign(to - from) || 1;
  return Array.from({ length: Math.abs(to - from) + 1 }, (_, index) => net.nodeAt(row, from + index * step));
}
