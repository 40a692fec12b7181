/** Starts the page: fonts, styles, stores, router. */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/inter/wght-italic.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import 'katex/dist/katex.min.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { router } from './router';
import './styles/tokens.css';
import './styles/base.css';

// A file dropped outside a drop zone would make the window navigate to it.
for (const event of ['dragover', 'drop']) {
  window.addEventListener(event, (dropped) => dropped.preventDefault());
}

createApp(App).use(createPinia()).use(router).mount('#app');
