declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent<{ reviews: string[] }>;
  export default component;
}
