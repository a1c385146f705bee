const UTF8 = new TextDecoder('utf-8', { fatal: true });
const WINDOWS_1252 = new TextDecoder('windows-1252');

/** Bytes as text: UTF-8 where they are that, otherwise Windows-1252, which any byte is (§6.3). Without a byte-order mark. */
export function decodeBytes(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    return WINDOWS_1252.decode(bytes);
  }
}

/** A percent-encoded text; what is no escape stays as it is written. */
export function percentDecode(text: string, isForm: boolean): string {
  const spaced = isForm ? text.replaceAll('+', ' ') : text;
  return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    decodeBytes(Buffer.from(run.replaceAll('%', ''), 'hex')),
  );
}
