import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseLanguage, detectLanguage, isLanguageTag, sameLanguage } from '../../src/language.ts';
import { fastestMs } from '../support/processor-time.ts';

const SENTENCES: readonly (readonly [language: string, text: string])[] = [
  ['pt', 'Não gostei nada do filme, foi uma perda de tempo.'],
  ['pt', 'Como faço para cancelar a minha conta?'],
  ['es', '¿Dónde está mi pedido? Llevo tres días esperando.'],
  ['es', 'La comida estaba riquísima y el servicio fue excelente.'],
  ['fr', 'Le produit est arrivé cassé et personne ne répond.'],
  ['fr', 'Où puis-je trouver la gare la plus proche ?'],
  ['de', 'Das Paket ist leider immer noch nicht angekommen.'],
  ['de', 'Können Sie mir bitte weiterhelfen?'],
  ['it', 'Vorrei prenotare una camera per due notti.'],
  ['nl', 'Het pakket is nog steeds niet aangekomen.'],
  ['nl', 'Ik ben erg tevreden over de service.'],
  ['sv', 'Jag är mycket nöjd med servicen.'],
  ['da', 'Pakken er stadig ikke kommet frem til os.'],
  ['fi', 'Olen erittäin tyytyväinen palveluun.'],
  ['pl', 'Jestem bardzo zadowolony z obsługi.'],
  ['cs', 'Jsem velmi spokojen s vašimi službami.'],
  ['hu', 'A csomag még mindig nem érkezett meg.'],
  ['ro', 'Sunt foarte mulțumit de serviciile voastre.'],
  ['tr', 'Hizmetten çok memnun kaldım, teşekkürler.'],
  ['vi', 'Tôi rất hài lòng với dịch vụ này.'],
  ['ru', 'Посылка до сих пор не пришла, я очень расстроен.'],
  ['uk', 'Посилка досі не прийшла, я дуже засмучений.'],
  ['fa', 'بسته هنوز نرسیده است و من خیلی ناراحتم'],
];

const FEW_LETTERS: readonly (readonly [language: string, text: string])[] = [
  ['ru', 'Привет'],
  ['el', 'Καλημέρα'],
  ['ar', 'مرحبا بك'],
  ['he', 'שלום'],
  ['hi', 'नमस्ते'],
  ['th', 'สวัสดี'],
  ['ja', 'こんにちは'],
  ['ja', '東京に行く'],
  ['zh', '你好'],
  ['ko', '안녕'],
];

/** Fragments, names, commands and tweets: none may be refused by a model that knows English. */
const ENGLISH = [
  'The parcel still has not arrived, I am upset.',
  'unflinchingly bleak and desperate',
  'a quiet , pure , elliptical film',
  'passcode retrieval',
  'Lost password',
  'malaise',
  'trash cinema',
  "I can't recall my password.",
  '@user happppy happppyyyyyy birthday love you lots 💖💖',
  'Order Go Set a Watchman before Tuesday! #GSAW https://t.co/KET6EGD1an',
  'add paul wickens to lo mejor del rock de españa',
  'Kylian Mbappé',
  'Send text:',
  'Execute a script:',
  'What does 你好 mean in English?',
  'Restart `systemd-resolved.service` on {{hostname}}',
  'lol omg',
];

describe('detectLanguage', () => {
  it.each(SENTENCES)('hears %s in "%s"', (language, text) => {
    const guess = detectLanguage(text);
    expect(guess.language).toBe(language);
    expect(guess.confidence).toBeGreaterThan(0.5);
  });

  it.each(FEW_LETTERS)('knows %s by its script: %s', (language, text) => {
    expect(detectLanguage(text).language).toBe(language);
  });

  it.each(ENGLISH)('never takes English for another language: %s', (text) => {
    expect(detectLanguage(text).language ?? 'en').toBe('en');
  });

  it.each(['', '   ', '😀😀🎉', '1234 5678', 'https://example.com/hello/world', '\ud800', 'a'.repeat(100_000), 'ok'])(
    'names none where nothing tells: %j',
    (text) => expect(detectLanguage(text)).toEqual({ confidence: 0 }),
  );

  it('names none for a text half in one script and half in another', () => {
    expect(detectLanguage('hello my good old friend, привет мой старый друг').language).toBeUndefined();
  });

  it('judges by the words around code, addresses and mentions', () => {
    const text =
      'Não consigo abrir `git rebase --interactive --autosquash` nem https://example.com/the/right/page, @someone ajude';
    expect(detectLanguage(text).language).toBe('pt');
  });

  it('reads the end of a long text as well as its start', () => {
    const portuguese = 'O gato dorme na cadeira enquanto a chuva cai lá fora. '.repeat(2000);
    expect(detectLanguage(`Licensed under the terms of the license. ${portuguese}`).language).toBe('pt');
  });

  it('gives a bounded confidence for any text and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const { confidence, language } = detectLanguage(text);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
        if (language === undefined) expect(confidence).toBe(0);
      }),
    );
  });

  it('needs no more time for letters without spaces than grows with their number', () => {
    const fastest = (text: string) => fastestMs(() => detectLanguage(text), 20);
    const sentence = '研究人员表示城市居民受到的影响尤其严重而儿童和老年人是最脆弱的群体';
    expect(fastest(sentence.repeat(29)) / fastest(`${sentence} `.repeat(29))).toBeLessThan(6);
  });
});

describe('language tags', () => {
  it('compares languages whatever the region, script or case', () => {
    expect(sameLanguage('pt-BR', 'PT')).toBe(true);
    expect(sameLanguage('zh-Hant-TW', 'zh-Hans')).toBe(true);
    expect(sameLanguage('pt', 'es')).toBe(false);
    expect(baseLanguage('EN-gb')).toBe('en');
  });

  it.each(['pt', 'pt-BR', 'zh-Hant-TW', 'es-419', 'sr-Latn', 'de-CH-1996'])('accepts %s', (tag) => {
    expect(isLanguageTag(tag)).toBe(true);
  });

  it.each([
    '',
    'p',
    'pt_BR',
    'pt-',
    '-pt',
    'portuguese language',
    'pt-BR-',
    'en\n',
    '12',
    `en-${'a'.repeat(9)}`,
    `en${'-abcde'.repeat(9)}`,
  ])('refuses %j', (tag) => expect(isLanguageTag(tag)).toBe(false));
});

/** Titles and names are no evidence: as unknown they go to the models, which a wrong language would keep them from. */
const NAMES = [
  'San Francisco, San Diego, Sacramento',
  'Los Angeles, Las Vegas, Santa Fe, El Paso',
  'Attendees: Jonas Andersen, Kirsten Halvorsen, Bjarne Olafsen, Ingrid Nilsen',
  'João Pereira\nMaria de Souza\nPedro dos Santos\nAna Carolina Ribeiro',
  'Maria Santos, Jose Reyes, Juan dela Cruz, Liza Bautista',
  'Hans Müller; Jürgen Schäfer; Karl-Heinz Groß; Ulrike Weiß',
  'Cien Años De Soledad, La Casa De Los Espíritus, Rayuela',
  'Giovanni Rossi, Francesca Bianchi, Luca Moretti',
  'O’Connor, Müller-Lüdenscheidt, D’Angelo, Van der Berg',
  'Buenos Aires, Montevideo, Santiago, Bogotá, Ciudad de México',
  'Le Monde, Le Figaro, Libération, La Croix',
];

describe('names and titles', () => {
  it.each(NAMES)('names no language by names and titles alone: %s', (text) => {
    expect(detectLanguage(text).language ?? 'en').toBe('en');
  });

  it.each([
    ['de', 'Der Ausschuss für Arbeit und Soziales berät über den Entwurf der Regierung zur Rente.'],
    ['de', 'Können Sie mir bitte sagen, wo der Bahnhof ist?'],
    ['es', 'LA COMIDA ESTABA RIQUÍSIMA Y EL SERVICIO FUE EXCELENTE.'],
    ['pt', 'João Pereira, Maria de Souza e Pedro dos Santos não vieram à reunião de ontem por causa da chuva.'],
    ['ru', 'Иван Петров, Мария Соколова, Пётр Смирнов'],
  ])('still hears %s in sentences with names: %s', (language, text) => expect(detectLanguage(text).language).toBe(language));
});
