/** What a Vue file is for tools that cannot read one (ESLint); vue-tsc reads the files themselves and ignores this. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent;
  export default component;
}
