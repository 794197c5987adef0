import urql, { fetchExchange } from '@urql/vue';
import { createApp, h, Suspense } from 'vue';
import ReviewList from './review-list.vue';

const reviews = ['Wonderful room, friendly people.', 'Breakfast was cold and the shower broken.'];

// The list asks before it shows itself: Suspense shows what stands there meanwhile.
createApp({ render: () => h(Suspense, null, { default: h(ReviewList, { reviews }), fallback: h('p', '…') }) })
  .use(urql, { url: '/graphql', exchanges: [fetchExchange], preferGetMethod: false })
  .mount('#root');
