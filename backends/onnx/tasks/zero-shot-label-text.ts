/**
 * The words of a label name: `card_arrival` and `AddToPlaylist` become `card arrival` and `Add To Playlist`.
 * Names with spaces, and parts of a single letter (`iPhone`), stay as they are.
 */
export function humanised(name: string): string {
  const words = name.replace(/_+/gu, ' ').trim();
  if (words === '') return name;
  return /\s/u.test(words) ? words : words.replace(/(?<=\p{L}\p{Ll})(?=\p{Lu}\p{Ll})/gu, ' ');
}

/**
 * The texts whose mean vector stands for a label name. The bare name serves names that are words of the texts
 * (intents, commands), the sentence serves topics; a third template brought nothing on any development set.
 */
export function labelTexts(name: string): readonly string[] {
  const words = humanised(name);
  return [words, `This text is about ${words}.`];
}
