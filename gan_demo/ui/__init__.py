"""The web page: tabs of Gradio, a front end of plain JavaScript modules, and the routes between them."""
