/** What language a text is in. */
export interface LanguageGuess {
  /** BCP 47; absent when the text is too short or too mixed to tell. */
  language?: string;
  /** 0 to 1. */
  confidence: number;
}
