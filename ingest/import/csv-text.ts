import type { Table } from '../../core/index.js';

/** Quotes only what needs it (RFC 4180). */
const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A table as CSV with its header. */
export const csvOf = ({ columns, rows }: Table): string =>
  [columns, ...rows.map(({ cells }) => columns.map((column) => cells[column] ?? ''))]
    .map((cells) => `${cells.map(field).join(',')}\n`)
    .join('');
