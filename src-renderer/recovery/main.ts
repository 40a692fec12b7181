/** Starts the page that comes up when the lab cannot be opened; it has no stores and no views. */
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import { createApp } from 'vue';
import RecoveryPage from './RecoveryPage.vue';
import '../styles/tokens.css';
import '../styles/base.css';

// A file dropped here would make the window navigate to it.
for (const event of ['dragover', 'drop']) {
  window.addEventListener(event, (dropped) => dropped.preventDefault());
}

createApp(RecoveryPage).mount('#app');
