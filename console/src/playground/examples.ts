import type { Form } from './form.ts';
import type { TaskName } from './task.ts';

export interface Example {
  domain: string;
  form: Partial<Form>;
}

const labels = (...names: string[]) => names.map((name) => ({ name, description: '' }));

/** Texts to try, in several domains. Choosing one fills the form and leaves routing as it is. */
export const EXAMPLES: Readonly<Record<TaskName, readonly Example[]>> = {
  classify: [
    {
      domain: 'Support',
      form: {
        text: 'I was charged twice for my order last week and nobody answers my e-mails. Please give me one of the payments back.',
        labels: labels('billing', 'shipping', 'returns', 'technical problem'),
      },
    },
    {
      domain: 'News',
      form: {
        text: 'The central bank left its rate unchanged on Thursday, saying that prices had cooled more than it expected in spring.',
        labels: labels('economy', 'sports', 'technology', 'health', 'world'),
      },
    },
    {
      domain: 'Voice assistant',
      form: {
        text: 'wake me up at half past six tomorrow and put some rain sounds on',
        labels: labels('set alarm', 'play music', 'ask for weather', 'book a table'),
      },
    },
    {
      domain: 'Clinic',
      form: {
        text: 'Since Monday I have had a dry cough and a temperature of 38.5, and stairs leave me short of breath.',
        labels: [
          { name: 'urgent', description: 'The patient should be seen today.' },
          { name: 'routine', description: 'An appointment within two weeks is soon enough.' },
          { name: 'paperwork', description: 'A prescription, a certificate, an invoice.' },
        ],
      },
    },
  ],
  sentiment: [
    {
      domain: 'Product review',
      form: {
        text: 'The headphones sound wonderful and the battery lasts for days. I would buy them again without a second thought.',
      },
    },
    {
      domain: 'Complaint',
      form: { text: 'Third delivery in a row that came late, and this time half of the glasses were broken.' },
    },
    { domain: 'Neutral', form: { text: 'The parcel was handed to the neighbour at 14:20.' } },
    { domain: 'Mixed', form: { text: 'Lovely rooms and a kind welcome, but the street noise kept us awake every night.' } },
    { domain: 'Social', form: { text: 'cannot believe they cancelled the concert two hours before doors. unreal' } },
  ],
  translate: [
    {
      domain: 'Travel',
      form: { text: 'Excuse me, which platform does the night train to Lisbon leave from?', source: '', target: 'pt' },
    },
    {
      domain: 'Software',
      form: { text: 'Your changes could not be saved because the file was edited in another window.', source: '', target: 'pt' },
    },
    {
      domain: 'Portuguese',
      form: {
        text: 'O museu abre às dez horas e fecha às segundas-feiras. A entrada é gratuita no primeiro domingo do mês.',
        source: '',
        target: 'en',
      },
    },
    {
      domain: 'Recipe',
      form: {
        text: 'Slice the onions thinly, fry them gently in butter for twenty minutes, then add a spoon of flour and the hot broth.',
        source: '',
        target: 'pt',
      },
    },
  ],
  summarize: [
    {
      domain: 'Town news',
      form: {
        text: `The town council voted on Tuesday evening to close the market square to cars from the first of May. The decision follows a trial last summer, during which traders first feared for their sales. A survey at the end of the trial found that two thirds of the shops had sold as much as before or more. Delivery vans may still enter the square until ten in the morning, and residents keep their access through the northern lane. The council set aside 400,000 for trees, benches and a drinking fountain. Opponents said that the car park behind the station is too far for elderly visitors, and asked for a shuttle bus. The mayor promised that a small electric bus would run every fifteen minutes on market days. The council will look at the figures again in a year.`,
      },
    },
    {
      domain: 'Science',
      form: {
        text: `Bees find their way back to the hive over several kilometres, although their brains are smaller than a grain of rice. For a long time researchers believed that they measure the distance by the energy they spend. Experiments with narrow tunnels showed that this is not so: bees that flew through a tunnel with a striped wall reported much longer distances in their dance than they had flown. What they measure is how fast the world moves past their eyes. On the way home they add up all the turns they took, and keep a straight line to the hive in mind. When clouds hide the sun, they read its position from the pattern of polarised light in the sky. Only near the hive do they rely on landmarks such as a tree or a roof. The same principle now helps small drones to land without satellite navigation.`,
      },
    },
    {
      domain: 'Meeting',
      form: {
        text: `Ana opened the meeting and went through the numbers of the quarter. Sign-ups grew by eleven percent, but a third of the new teams never sent a first request. Jonas believes that the first page asks for too much at once, and showed a version with a single field. Mira reported that support spends half of its time on questions about keys. She suggested a page that makes a key and shows a working request in one step. The team agreed to build that page first and to test it with five customers before the end of the month. The new price list was put off, because legal has not answered yet. Ana will send the figures to everyone by Friday.`,
      },
    },
  ],
};
