// A slider under a date field, from its first day to its last: another way to fill the field. Letting go shows that day.
const day = 86400000;
for (const field of document.querySelectorAll('input[data-slider]')) {
  const first = Date.parse(field.min), last = Date.parse(field.max);
  if (!(last > first)) continue;
  const slider = document.createElement('input');
  Object.assign(slider, { type: 'range', min: 0, max: (last - first) / day, className: 'accord-slider' });
  slider.value = (Date.parse(field.value || field.max) - first) / day;
  slider.setAttribute('aria-label', field.dataset.slider);
  const words = () => slider.setAttribute('aria-valuetext', new Date(first + slider.value * day).toLocaleDateString('en-GB', { dateStyle: 'long' }));
  slider.addEventListener('input', () => { field.value = new Date(first + slider.value * day).toISOString().slice(0, 10); words(); });
  slider.addEventListener('change', () => field.form.requestSubmit());
  words();
  field.after(slider);
}
