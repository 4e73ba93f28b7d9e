const button = document.querySelector('#copy')
if (button && navigator.clipboard) {
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.querySelector('#code').textContent)
    document.querySelector('#told').textContent = button.dataset.done
    button.textContent = button.dataset.done
  })
}
