/** Files above this are not read into a page. */
const maxBytes = 50_000_000;

export interface ReadFile {
  text: string;
  /** What its reader should know, in words. */
  note?: string;
}

function decoded(bytes: ArrayBuffer): ReadFile {
  const [first, second] = new Uint8Array(bytes.slice(0, 2));
  if (first === 0xff && second === 0xfe) return { text: new TextDecoder('utf-16le').decode(bytes), note: 'Read as UTF-16.' };
  if (first === 0xfe && second === 0xff) return { text: new TextDecoder('utf-16be').decode(bytes), note: 'Read as UTF-16.' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const note = 'The file is not UTF-8; it was read as Windows-1252. Look at letters with accents.';
    return { text: new TextDecoder('windows-1252').decode(bytes), note };
  }
}

/** The text of a file in the encoding it seems to have; a sentence for its owner when it cannot be read. */
export async function readFile(file: File): Promise<ReadFile | { problem: string }> {
  if (file.size > maxBytes) return { problem: `${file.name} is larger than 50 MB. Split it, or use the command line.` };
  try {
    const read = decoded(await file.arrayBuffer());
    if (read.text.includes('\0')) return { problem: `${file.name} is not a text file. Save it as CSV and choose that.` };
    return read;
  } catch {
    return { problem: `${file.name} cannot be read any more. Choose it again.` };
  }
}
