/** Decodes the payload of `sk/v1/{deviceId}/status`; `undefined` when it is not one. */
export function decodeStatus(text: string): { readonly online: boolean; readonly fw?: string } | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || !('online' in body)) return undefined;
    if (typeof body.online !== 'boolean') return undefined;
    const fw = 'fw' in body && typeof body.fw === 'string' ? body.fw.slice(0, 64) : undefined;
    return fw === undefined ? { online: body.online } : { online: body.online, fw };
  } catch {
    return undefined;
  }
}
