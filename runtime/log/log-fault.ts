import { LogError } from './log.js';

/** The texts and codes of an error and of all that caused it. */
function chainOf(cause: unknown): string {
  const parts: string[] = [];
  for (let one: unknown = cause; one instanceof Error; one = one.cause) {
    parts.push('code' in one ? `${String(one.code)} ${one.message}` : one.message);
  }
  return parts.join(' | ');
}

// What LevelDB answers when a file is cut short (it reads beyond the end) or gone is an "IO error". Its other IO errors,
// such as too many open files, say nothing about what the disk holds.
const DAMAGED = /LEVEL_CORRUPTION|LEVEL_IO_ERROR.*(Invalid argument|No such file|a directory)/;
const BAD_SECTOR = /LEVEL_IO_ERROR.*Input\/output error/;

/** A read met bytes that are not what was written, or that the disk can't give back. */
export function isDamage(cause: unknown): boolean {
  const text = chainOf(cause);
  return DAMAGED.test(text) || BAD_SECTOR.test(text);
}

/**
 * Only a repair helps. Not so after an "input/output error": that is what a failed fsync says too, and a repair on a
 * disk that refuses writes sets entries aside which opening once more would have kept.
 */
export function needsRepair(cause: unknown): boolean {
  return DAMAGED.test(chainOf(cause));
}

function isDiskFull(cause: unknown): boolean {
  return /no space left|ENOSPC|quota exceeded|EDQUOT/i.test(chainOf(cause));
}

export function writeFault(cause: unknown): LogError {
  if (cause instanceof LogError) return cause;
  return isDiskFull(cause)
    ? new LogError('log.disk-full', 'the disk is full: nothing was acknowledged', { cause })
    : new LogError('log.write-failed', 'the log could not be written: nothing was acknowledged', { cause });
}

export function openFault(cause: unknown, dir: string): LogError {
  if (cause instanceof LogError) return cause;
  const text = chainOf(cause);
  if (text.includes('LEVEL_LOCKED')) {
    return new LogError(
      'log.locked',
      `the log in ${dir} is in use: another Streetkeep has it open. Stop that one, or give this one a folder of its own`,
      { cause },
    );
  }
  return isDiskFull(cause)
    ? new LogError('log.disk-full', `the disk is full: the log in ${dir} can't be opened`, { cause })
    : new LogError('log.open-failed', `the log in ${dir} can't be opened: ${text}`, { cause });
}
